/** The response to `GET /clients` in the Clients page of the Aleta API reference (2025-11-12.1), unchanged. */
export const documentExample = {
  data: [
    {
      id: '66fd6003218be3af85e088f7',
      type: 'client',
      attributes: {
        name: 'Top-level client',
      },
      relationships: {
        children: {
          data: [
            {
              type: 'client',
              id: '666be3f97fc417debcea6a5e',
            },
            {
              type: 'client',
              id: '666be3f97fc417debcea6a5e',
            },
          ],
        },
        legalEntities: {
          data: [],
        },
        parent: {
          data: null,
        },
        reportingEntities: {
          data: [],
        },
      },
    },
    {
      id: '666be3f97fc417debcea6a5e',
      type: 'client',
      attributes: {
        name: 'Child client 1',
      },
      relationships: {
        children: {
          data: [],
        },
        legalEntities: {
          data: [
            {
              type: 'legal-entity',
              id: '13a05f02a8adba3eac99cc34',
            },
          ],
        },
        parent: {
          data: {
            type: 'client',
            id: '66fd6003218be3af85e088f7',
          },
        },
        reportingEntities: {
          data: [
            {
              type: 'reporting-entity',
              id: 'cbdebdf8d547d3fbb8aac6fb',
            },
          ],
        },
      },
    },
    {
      id: '666be3f97fc417debcea6a5e',
      type: 'client',
      attributes: {
        name: 'Client name 1',
      },
      relationships: {
        children: {
          data: [],
        },
        legalEntities: {
          data: [
            {
              type: 'legal-entity',
              id: '13a05f02a8adba3eac99cc34',
            },
          ],
        },
        parent: {
          data: {
            type: 'client',
            id: '66fd6003218be3af85e088f7',
          },
        },
        reportingEntities: {
          data: [
            {
              type: 'reporting-entity',
              id: 'cbdebdf8d547d3fbb8aac6fb',
            },
          ],
        },
      },
    },
    {
      id: 'eead576c7faa2fef6ed8031b',
      type: 'client',
      attributes: {
        name: 'Client name 2',
      },
      relationships: {
        children: {
          data: [],
        },
        legalEntities: {
          data: [
            {
              type: 'legal-entity',
              id: 'f050f9bea3ffcffbc9ee3fbb',
            },
          ],
        },
        parent: {
          data: {
            type: 'client',
            id: '786be3f97fc417debcea3214',
          },
        },
        reportingEntities: {
          data: [
            {
              type: 'reporting-entity',
              id: 'faa96fb2fdb65396cfc69f93',
            },
          ],
        },
      },
    },
  ],
};
