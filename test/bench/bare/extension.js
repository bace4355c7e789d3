// The least that a provider can do with rows that are there: what any tree costs in this VS Code.
const { EventEmitter, ThemeIcon, TreeItem, window } = require('vscode');

module.exports.activate = () => {
  const changed = new EventEmitter();
  let rows = [];
  window.createTreeView('aletaBench.rows', {
    showCollapseAll: true,
    canSelectMany: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (row) => (row === undefined ? rows : row.children),
      getTreeItem(row) {
        const item = new TreeItem(row.label, row.state);
        item.description = row.description;
        item.iconPath = new ThemeIcon(row.icon);
        return item;
      },
    },
  });
  return {
    /** Shows other rows from now on. */
    show(others) {
      rows = others;
      changed.fire(undefined);
    },
  };
};
