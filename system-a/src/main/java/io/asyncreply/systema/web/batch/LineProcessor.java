package io.asyncreply.systema.web.batch;

import io.asyncreply.messaging.json.MalformedJsonException;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.systema.estimation.DeadlineUnreachableException;
import io.asyncreply.systema.ledger.admission.RequestRejectedException;
import io.asyncreply.systema.ledger.batch.BatchUpload;
import io.asyncreply.systema.ledger.model.BatchDraft;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.web.http.Sha256;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemMapper;
import io.asyncreply.systema.web.problem.ProblemType;
import io.asyncreply.systema.web.submission.NewRequestFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of an upload as requests, and refuses one by one those that are none.
 */
final class LineProcessor {

	private final NewRequestFactory submissions;

	private final UploadContext terms;

	private final UploadProgress progress;

	private long last;

	LineProcessor(NewRequestFactory submissions, UploadContext terms, UploadMetrics meters) {
		this.submissions = submissions;
		this.terms = terms;
		this.progress = new UploadProgress(meters);
	}

	UploadProgress progress() {
		return this.progress;
	}

	/** The last line that was added or refused, 0 before the first. */
	long last() {
		return this.last;
	}

	/**
	 * Adds a line to an upload, or refuses it.
	 * @param upload the upload
	 * @param line the line
	 * @return null, or why the upload has to end before this line
	 */
	@Nullable RuntimeException add(BatchUpload upload, NdjsonSplitter.NumberedLine line) {
		if (this.progress.lines() == this.terms.mostLines()) {
			return ProblemException.of(ProblemType.TOO_MANY_LINES, "There are more lines than an upload may have.");
		}
		try {
			this.progress.taken(enter(upload, line));
		}
		catch (ProblemException | MalformedJsonException | DeadlineUnreachableException ex) {
			this.progress.refused(line.number(), ProblemMapper.of(ex).orElseThrow());
		}
		catch (RequestRejectedException ex) {
			return ex;
		}
		this.last = line.number();
		return null;
	}

	private boolean enter(BatchUpload upload, NdjsonSplitter.NumberedLine line) {
		byte[] bytes = line.bytes();
		if (bytes == null) {
			throw ProblemException.of(ProblemType.LINE_TOO_LONG,
					"A line may have at most " + this.terms.lineBytes() + " bytes.");
		}
		BatchDraft batch = this.terms.batch();
		NewRequest request = this.submissions.read(bytes, batch.owner(), this.terms.trace());
		return upload.add(line.number(), (batch.key() != null) ? Sha256.of(bytes) : null, request);
	}

	/**
	 * Under which terms an upload comes.
	 *
	 * @param batch what it becomes
	 * @param trace where in which trace, null if in none
	 * @param lineBytes most bytes of a line
	 * @param mostLines most lines
	 */
	record UploadContext(BatchDraft batch, @Nullable TraceParent trace, int lineBytes, long mostLines) {

	}

}
