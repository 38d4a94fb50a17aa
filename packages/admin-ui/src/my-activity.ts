import { ActivityView } from './activity-view.ts'

/** The reader's own activity alone, for pages that everybody has. docs/admin-ui.md has its attributes and events. */
export class MyActivity extends ActivityView {
  constructor() {
    super()
    this.me = true
  }

  protected override get hasSettings(): boolean {
    return false
  }
}
