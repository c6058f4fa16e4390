package io.asyncreply.systema.web.batch;

import java.util.ArrayList;
import java.util.List;

import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.web.problem.ProblemException;

/**
 * Counts the lines of an upload and remembers the first of those that were refused.
 */
final class UploadProgress {

	/** Most refused lines that are told one by one. */
	static final int MOST_TOLD = 100;

	private final List<RejectedLine> refusals = new ArrayList<>();

	private final UploadMetrics meters;

	private long lines;

	private long refused;

	private boolean news;

	UploadProgress(UploadMetrics meters) {
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

	void refused(long line, ProblemException refusal) {
		this.lines++;
		this.refused++;
		this.meters.refused().increment();
		if (this.refusals.size() < MOST_TOLD) {
			this.refusals.add(RejectedLine.of(line, refusal));
			this.news = true;
		}
	}

	/** As the ledger writes it: the refusals only if there are more than before. */
	Batch.BatchProgress note() {
		Batch.BatchProgress note = new Batch.BatchProgress(this.lines, this.refused,
				this.news ? StrictJson.write(this.refusals) : null);
		this.news = false;
		return note;
	}

}
