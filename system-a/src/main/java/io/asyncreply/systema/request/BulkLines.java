package io.asyncreply.systema.request;

import io.asyncreply.messages.MalformedJsonException;
import io.asyncreply.messages.trace.TraceParent;
import io.asyncreply.systema.flow.DeadlineUnreachableException;
import io.asyncreply.systema.ledger.BatchUpload;
import io.asyncreply.systema.ledger.NewBatch;
import io.asyncreply.systema.ledger.NewRequest;
import io.asyncreply.systema.ledger.RefusedException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of an upload as requests, and refuses one by one those that are none.
 */
final class BulkLines {

	private final SubmissionIntake submissions;

	private final Terms terms;

	private final BulkProgress progress;

	private long last;

	BulkLines(SubmissionIntake submissions, Terms terms, BulkMeters meters) {
		this.submissions = submissions;
		this.terms = terms;
		this.progress = new BulkProgress(meters);
	}

	BulkProgress progress() {
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
	@Nullable RuntimeException add(BatchUpload upload, LineSplitter.Line line) {
		if (this.progress.lines() == this.terms.mostLines()) {
			return Refusal.of(ProblemKind.TOO_MANY_LINES, "There are more lines than an upload may have.");
		}
		try {
			this.progress.taken(enter(upload, line));
		}
		catch (Refusal | MalformedJsonException | DeadlineUnreachableException ex) {
			this.progress.refused(line.number(), Refusals.of(ex).orElseThrow());
		}
		catch (RefusedException ex) {
			return ex;
		}
		this.last = line.number();
		return null;
	}

	private boolean enter(BatchUpload upload, LineSplitter.Line line) {
		byte[] bytes = line.bytes();
		if (bytes == null) {
			throw Refusal.of(ProblemKind.LINE_TOO_LONG,
					"A line may have at most " + this.terms.lineBytes() + " bytes.");
		}
		NewBatch batch = this.terms.batch();
		NewRequest request = this.submissions.read(bytes, batch.owner(), this.terms.trace());
		return upload.add(line.number(), (batch.key() != null) ? Fingerprint.of(bytes) : null, request);
	}

	/**
	 * Under which terms an upload comes.
	 *
	 * @param batch what it becomes
	 * @param trace where in which trace, null if in none
	 * @param lineBytes most bytes of a line
	 * @param mostLines most lines
	 */
	record Terms(NewBatch batch, @Nullable TraceParent trace, int lineBytes, long mostLines) {

	}

}
