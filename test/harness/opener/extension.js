const { commands } = require('vscode');

module.exports.activate = async () => {
  await commands.executeCommand('aleta.clients.focus');
  await commands.executeCommand('aleta.exploreDemo');
};
