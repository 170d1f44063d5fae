// The shapes of segments, as /openapi.json describes them.

export interface Segment {
  people: string;
  description?: string;
}

export interface ListedSegment {
  name: string;
  description: string;
  people: string;
  size: number | null; // null: it can't be counted
  error?: string;
}

export interface Segments {
  people: number | null; // null: nothing was counted
  segments: ListedSegment[];
  next: string | null;
}

export interface SegmentSize {
  name: string;
  size: number;
  shared?: number;
}

export interface SegmentSizes {
  people: number;
  size: number | null;
  segments: SegmentSize[];
}

export interface ListedPerson {
  user_id?: string;
  email_hash?: string;
}

export interface SegmentPeople {
  size: number;
  people: ListedPerson[];
  next: string | null;
}

export interface PeopleList {
  name: string;
  people: number;
  uploaded_at: string;
}
