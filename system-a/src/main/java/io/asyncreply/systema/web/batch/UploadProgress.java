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
	static final int MAX_LISTED = 100;

	private final List<RejectedLine> refusals = new ArrayList<>();

	private final UploadMetrics uploadMetrics;

	private long lines;

	private long refused;

	private boolean refusalsChanged;

	UploadProgress(UploadMetrics uploadMetrics) {
		this.uploadMetrics = uploadMetrics;
	}

	long lines() {
		return this.lines;
	}

	/**
	 * Counts a line that is good.
	 * @param isNew whether no earlier upload has stored it
	 */
	void recordAccepted(boolean isNew) {
		this.lines++;
		(isNew ? this.uploadMetrics.accepted() : this.uploadMetrics.repeated()).increment();
	}

	void recordRefused(long line, ProblemException problemException) {
		this.lines++;
		this.refused++;
		this.uploadMetrics.refused().increment();
		if (this.refusals.size() < MAX_LISTED) {
			this.refusals.add(RejectedLine.of(line, problemException));
			this.refusalsChanged = true;
		}
	}

	/** As the ledger writes it: the refusals only if there are more than before. */
	Batch.BatchProgress snapshot() {
		Batch.BatchProgress snapshot = new Batch.BatchProgress(this.lines, this.refused,
				this.refusalsChanged ? StrictJson.write(this.refusals) : null);
		this.refusalsChanged = false;
		return snapshot;
	}

}
