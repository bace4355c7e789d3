import type { Stage } from './stage';

type Answers = Pick<Stage['context']['secrets'], 'get' | 'store' | 'delete'>;

/** Has the secret storage answer otherwise for as long as the test lasts, or until what is returned is called. */
export function spoil<Method extends keyof Answers>(stage: Stage, method: Method, answer: Answers[Method]): () => void {
  const { secrets } = stage.context;
  const before = Object.getOwnPropertyDescriptor(secrets, method);
  Object.defineProperty(secrets, method, { configurable: true, writable: true, value: answer });
  const undo = (): void => {
    if (before === undefined) Reflect.deleteProperty(secrets, method);
    else Object.defineProperty(secrets, method, before);
  };
  stage.later(undo);
  return undo;
}
