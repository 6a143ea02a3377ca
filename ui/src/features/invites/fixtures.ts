/** Invites for the tests. */
import type { Changed, InviteRow, InviteView } from '../../backend';

export const changed: Changed = {
  change: 1,
  verb: 'mark_invite',
  contacts: false,
  groups: false,
  trash: false,
  records: true,
  count: 1,
  name: '',
  id: null,
  left_alone: [],
};

export const rowOf = (id: number, over: Partial<InviteRow> = {}): InviteRow => ({
  id,
  kind: 'card',
  state: 'drafted',
  contact: null,
  recipient: `Partner${id}`,
  company: '',
  seal: '',
  photo: null,
  person: true,
  service: null,
  service_name: '',
  role: '',
  issued: '2026-11-28',
  expires: '2026-12-05',
  days_left: 7,
  sent: null,
  accepted: null,
  revoked: null,
  batch: null,
  batch_name: '',
  enishi: false,
  run: null,
  former: null,
  ...over,
});

export const viewOf = (row: InviteRow, over: Partial<InviteView> = {}): InviteView => ({
  row,
  note: '',
  url: '',
  link: `enishi://invite/${row.id}`,
  line: '',
  expires_at: null,
  language: 'ja',
  subject: '',
  text: '',
  mail: '',
  larger: false,
  former: null,
  later: null,
  ...over,
});
