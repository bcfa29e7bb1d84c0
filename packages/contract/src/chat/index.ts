export { beginItem, foldEntries, foldItem, Happening, Item, Message } from './fold.ts'
export {
  addMembers,
  changeChat,
  chatRoutes,
  createChat,
  getMessage,
  Hit,
  listEdits,
  listMessages,
  Page,
  removeMember,
  searchMessages,
  setChatPicture,
  setMemberRole,
} from './routes.ts'
export {
  chatEntryTypes,
  chatSignalTypes,
  Emoji,
  edit,
  MessageText,
  message,
  reaction,
  remove,
  typing,
} from './types.ts'
