import { invoke as __TAURI_INVOKE, Channel } from "@tauri-apps/api/core";

export const commands = {
	appState: () => __TAURI_INVOKE<AppState>("app_state"),
	saveSettings: (settings: Settings) => __TAURI_INVOKE<null>("save_settings", { settings }),
	counts: () => __TAURI_INVOKE<Counts>("counts"),
	list: (list: List, sort: Sort, offset: number, limit: number) => __TAURI_INVOKE<Page>("list", { list, sort, offset, limit }),
	sections: (list: List, sort: Sort) => __TAURI_INVOKE<SectionCount[]>("sections", { list, sort }),
	position: (list: List, sort: Sort, id: ContactId) => __TAURI_INVOKE<number | null>("position", { list, sort, id }),
	ids: (list: List, sort: Sort, offset: number, limit: number) => __TAURI_INVOKE<ContactId[]>("ids", { list, sort, offset, limit }),
	contact: (id: ContactId) => __TAURI_INVOKE<Contact>("contact", { id }),
	add: (edits: Edit[]) => __TAURI_INVOKE<Changed>("add", { edits }),
	edit: (id: ContactId, edits: Edit[]) => __TAURI_INVOKE<Changed>("edit", { id, edits }),
	choosePhoto: (id: ContactId) => __TAURI_INVOKE<Changed | null>("choose_photo", { id }),
	setPhoto: (id: ContactId, bytes: number[]) => __TAURI_INVOKE<Changed>("set_photo", { id, bytes }),
	removePhoto: (id: ContactId) => __TAURI_INVOKE<Changed>("remove_photo", { id }),
	hide: (ids: ContactId[]) => __TAURI_INVOKE<Changed>("hide", { ids }),
	unhide: (ids: ContactId[]) => __TAURI_INVOKE<Changed>("unhide", { ids }),
	addGroup: (name: string) => __TAURI_INVOKE<[GroupId, Changed]>("add_group", { name }),
	renameGroup: (id: GroupId, name: string) => __TAURI_INVOKE<Changed>("rename_group", { id, name }),
	joinGroup: (id: GroupId, contacts: ContactId[]) => __TAURI_INVOKE<Changed>("join_group", { id, contacts }),
	leaveGroup: (id: GroupId, contacts: ContactId[]) => __TAURI_INVOKE<Changed>("leave_group", { id, contacts }),
	trash: (entities: Entity[]) => __TAURI_INVOKE<Changed>("trash", { entities }),
	restore: (entities: Entity[]) => __TAURI_INVOKE<Changed>("restore", { entities }),
	trashEntries: () => __TAURI_INVOKE<TrashEntry[]>("trash_entries"),
	purge: (entities: Entity[]) => __TAURI_INVOKE<Changed>("purge", { entities }),
	undo: () => __TAURI_INVOKE<Changed>("undo"),
	redo: () => __TAURI_INVOKE<Changed>("redo"),
	changes: (of: ContactId | null, limit: number) => __TAURI_INVOKE<Change[]>("changes", { of, limit }),
	undoChange: (id: number) => __TAURI_INVOKE<Changed>("undo_change", { id }),
	undoImport: (id: number) => __TAURI_INVOKE<Changed>("undo_import", { id }),
	search: (words: string, list: List, offset: number, limit: number) => __TAURI_INVOKE<Hits>("search", { words, list, offset, limit }),
	searchIds: (words: string, list: List) => __TAURI_INVOKE<ContactId[]>("search_ids", { words, list }),
	pickImportFiles: () => __TAURI_INVOKE<Picked | null>("pick_import_files"),
	import: (token: string, options: ImportOptions, onProgress: Channel<Progress>) => __TAURI_INVOKE<ImportReport>("import", { token, options, onProgress }),
	export: (format: ExportFormat, what: ExportWhat, onProgress: Channel<Progress>) => __TAURI_INVOKE<Exported | null>("export", { format, what, onProgress }),
	cancel: () => __TAURI_INVOKE<null>("cancel"),
	act: (action: Action, value: string) => __TAURI_INVOKE<null>("act", { action, value }),
	openSampleBook: () => __TAURI_INVOKE<AppState>("open_sample_book"),
	closeSampleBook: () => __TAURI_INVOKE<AppState>("close_sample_book"),
	quit: () => __TAURI_INVOKE<null>("quit"),
	due: () => __TAURI_INVOKE<Due>("due"),
	showDue: () => __TAURI_INVOKE<Due>("show_due"),
	keepDue: (entities: Entity[]) => __TAURI_INVOKE<Changed>("keep_due", { entities }),
	purgeDue: () => __TAURI_INVOKE<Changed>("purge_due"),
};

export type Action = "mail" | "call" | "map" | "web";
export type Address = { label: string; postal: string; region: string; city: string; street: string; building: string; country: string; text: string };
export type AppState = { settings: Settings; system_language: Language; platform: Platform; book: BookState; version: string };
export type BookState = { state: "open"; path: string; sample: boolean; empty: boolean; warnings: Warning[] } | { state: "failed"; path: string; failure: Failure };
export type Change = { id: number; at: Moment; verb: Verb; of: Verb | null; count: number; names: string[]; import: number | null; undone: boolean; fields: FieldChange[] };
export type Changed = { change: number | null; verb: Verb | null; contacts: boolean; groups: boolean; trash: boolean; count: number; name: string; id: ContactId | null; left_alone: string[] };
export type Contact = {
	id: ContactId; uid: string; kind: Kind; side: Side; display_name: string; family_name: string; given_name: string; family_reading: string; given_reading: string;
	honorific: string; nickname: string; company: string; company_reading: string; department: string; title: string;
	phones: Labelled[]; emails: Labelled[]; urls: Labelled[]; ids: Labelled[]; addresses: Address[]; dates: Date[]; relations: Labelled[]; note: string;
	groups: GroupName[]; custom: Labelled[]; language: string; photo: Photo | null; origin: Origin; hidden: boolean; own: boolean; owner: string | null;
	trashed_at: Moment | null; days_left: number | null; unknown: Unknown[]; seal: string; section: Section; rev: number;
};
export type ContactId = number;
export type Counts = { all: number; people: number; partners: number; hidden: number; trash: number; groups: Group[]; own: ContactId | null };
export type Date = { label: string; year: number | null; month: number | null; day: number | null; text: string };
export type Due = { entries: TrashEntry[]; shown_at: Moment | null; goes_at: Moment | null; by_hand_only: boolean; soon: number; soon_days: number };
export type Edit = { field: string; value: string };
export type Entity = { entity: "contact"; id: ContactId } | { entity: "group"; id: GroupId };
export type Existing = "update" | "skip" | "add";
export type ExportFormat = "vcard3" | "vcard4" | "csv-utf8" | "csv-utf8-bom" | "csv-cp932";
export type ExportReport = { written: number; unfit: Unfit[]; unfit_count: number };
export type ExportWhat = { what: "list"; of: List } | { what: "contacts"; of: ContactId[] };
export type Exported = { file_name: string; report: ExportReport };
export type Failure = { code: string; details: Record<string, unknown> };
export type FieldChange = { field: string; before: string; after: string };
export type Group = { id: GroupId; name: string; count: number };
export type GroupId = number;
export type GroupName = { id: GroupId; name: string };
export type Hit = { row: Row; matches: Match[] };
export type Hits = { total: number; offset: number; hits: Hit[]; sections: SectionCount[]; in_trash: number };
export type How = "typed" | "import";
export type ImportOptions = { existing: Existing; shared_by: string | null; internal: boolean; dry_run: boolean };
export type ImportProblem = { place: string; name: string; reason: string; detail: string; lost: boolean };
export type ImportReport = { read: number; added: number; updated: number; skipped: number; failed: number; problems: ImportProblem[]; problem_count: number; import_id: number | null };
export type Kind = "person" | "company";
export type Labelled = { label: string; value: string };
export type Language = "ja" | "en";
export type List = { list: "all" } | { list: "people" } | { list: "partners" } | { list: "group"; group: GroupId } | { list: "hidden" };
export type Match = { field: string; index: number; start: number; len: number; label: string; text: string };
export type Moment = number;
export type Origin = { how: How; from: string; at: Moment };
export type Page = { total: number; offset: number; rows: Row[] };
export type Phase = "reading" | "saving" | "writing";
export type Photo = { bytes: number; sha256: string; width: number; height: number };
export type Picked = { token: string; names: string[]; bytes: number };
export type Platform = "windows" | "macos" | "linux";
export type Progress = { phase: Phase; done: number; total: number };
export type Row = { id: ContactId; kind: Kind; side: Side; display_name: string; reading: string; company: string; department: string; title: string; seal: string; photo: string | null; own: boolean; hidden: boolean; owner: string | null; section: Section };
export type Section = "a" | "ka" | "sa" | "ta" | "na" | "ha" | "ma" | "ya" | "ra" | "wa" | "latin" | "other";
export type SectionCount = { section: Section; count: number };
export type Settings = { language: Language | null; theme: Theme; text_size: TextSize; sort: Sort; list: List; selected: ContactId | null; sidebar_width: number; list_width: number; folded: string[] };
export type Side = "internal" | "partner";
export type Sort = "reading" | "company" | "newest";
export type TextSize = "standard" | "large" | "huge";
export type Theme = "system" | "light" | "dark";
export type TrashEntry = { entity: Entity; name: string; kind: Kind | null; seal: string; photo: string | null; groups: string[]; members: number; trashed_at: Moment; days_left: number };
export type Unfit = { id: ContactId; name: string; field: string; character: string };
export type Unknown = { name: string; value: string };
export type Verb = "add" | "edit" | "photo" | "trash" | "restore" | "hide" | "unhide" | "purge" | "import" | "undo_import" | "add_group" | "rename_group" | "join_group" | "leave_group" | "undo" | "redo";
export type Warning = { warning: "cloud_folder"; service: string };
