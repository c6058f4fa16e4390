package io.asyncreply.systema.web.batch;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.Violation;

/**
 * Counts the lines of an upload and lists the first 100 rejected lines.
 */
final class UploadProgress {

	private static final int MAX_LISTED = 100;

	private final List<RejectedLine> rejectedLines = new ArrayList<>();

	private final UploadMetrics uploadMetrics;

	private long lines;

	private long rejected;

	private boolean listChanged;

	UploadProgress(UploadMetrics uploadMetrics) {
		this.uploadMetrics = uploadMetrics;
	}

	long lines() {
		return this.lines;
	}

	long accepted() {
		return this.lines - this.rejected;
	}

	/**
	 * Counts an accepted line.
	 * @param isNew false if an earlier upload has stored the line
	 */
	void recordAccepted(boolean isNew) {
		this.lines++;
		(isNew ? this.uploadMetrics.accepted() : this.uploadMetrics.repeated()).increment();
	}

	/**
	 * Counts a rejected line.
	 * @param line its number, counted from 1
	 * @param problemException the reason
	 */
	void recordRejected(long line, ProblemException problemException) {
		this.lines++;
		this.rejected++;
		this.uploadMetrics.rejected().increment();
		if (this.rejectedLines.size() < MAX_LISTED) {
			this.rejectedLines.add(RejectedLine.of(line, problemException));
			this.listChanged = true;
		}
	}

	/**
	 * Returns the progress to store with the next chunk.
	 * @return the counts, and the list of rejected lines only if it has grown since the
	 * last call
	 */
	Batch.BatchProgress snapshot() {
		Batch.BatchProgress snapshot = new Batch.BatchProgress(this.lines, this.rejected,
				this.listChanged ? StrictJson.write(this.rejectedLines) : null);
		this.listChanged = false;
		return snapshot;
	}

	/**
	 * JSON of a rejected line: its number and the members of a problem.
	 *
	 * @param line its number, counted from 1
	 * @param type the problem type
	 * @param title the title of the problem type
	 * @param detail the reason
	 * @param errors the violations, empty unless the line is an invalid request
	 */
	@JsonInclude(JsonInclude.Include.NON_EMPTY)
	private record RejectedLine(long line, URI type, String title, String detail, List<Violation> errors) {

		static RejectedLine of(long line, ProblemException problemException) {
			return new RejectedLine(line, problemException.problemType().type(), problemException.problemType().title(),
					problemException.detail(), problemException.errors());
		}

	}

}
