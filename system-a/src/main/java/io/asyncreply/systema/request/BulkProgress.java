package io.asyncreply.systema.request;

import java.util.ArrayList;
import java.util.List;

import io.asyncreply.messages.StrictJson;
import io.asyncreply.systema.ledger.Batch;

/**
 * Counts the lines of an upload and remembers the first of those that were refused.
 */
final class BulkProgress {

	/** Most refused lines that are told one by one. */
	static final int MOST_TOLD = 100;

	private final List<RefusedLine> refusals = new ArrayList<>();

	private final BulkMeters meters;

	private long lines;

	private long refused;

	private boolean news;

	BulkProgress(BulkMeters meters) {
		this.meters = meters;
	}

	long lines() {
		return this.lines;
	}

	/**
	 * Counts a line that is good.
	 * @param fresh whether no earlier upload has stored it
	 */
	void taken(boolean fresh) {
		this.lines++;
		(fresh ? this.meters.accepted() : this.meters.repeated()).increment();
	}

	void refused(long line, Refusal refusal) {
		this.lines++;
		this.refused++;
		this.meters.refused().increment();
		if (this.refusals.size() < MOST_TOLD) {
			this.refusals.add(RefusedLine.of(line, refusal));
			this.news = true;
		}
	}

	/** As the ledger writes it: the refusals only if there are more than before. */
	Batch.Progress note() {
		Batch.Progress note = new Batch.Progress(this.lines, this.refused,
				this.news ? StrictJson.write(this.refusals) : null);
		this.news = false;
		return note;
	}

}
