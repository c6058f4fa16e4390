package io.asyncreply.systema.web.batch;

import io.asyncreply.messaging.json.MalformedJsonException;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.systema.estimation.DeadlineUnreachableException;
import io.asyncreply.systema.ledger.admission.RequestRejectedException;
import io.asyncreply.systema.ledger.batch.BatchUpload;
import io.asyncreply.systema.ledger.model.Batch;
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

	private final NewRequestFactory newRequestFactory;

	private final UploadContext context;

	private final UploadProgress progress;

	private long lastLineNumber;

	LineProcessor(NewRequestFactory newRequestFactory, UploadContext context, UploadMetrics uploadMetrics) {
		this.newRequestFactory = newRequestFactory;
		this.context = context;
		this.progress = new UploadProgress(uploadMetrics);
	}

	UploadProgress progress() {
		return this.progress;
	}

	/** The last line that was added or refused, 0 before the first. */
	long lastLineNumber() {
		return this.lastLineNumber;
	}

	/**
	 * Adds a line to an upload, or refuses it.
	 * @param upload the upload
	 * @param numberedLine the line
	 * @return null, or why the upload has to end before this line
	 */
	@Nullable RuntimeException process(BatchUpload upload, NdjsonSplitter.NumberedLine numberedLine) {
		if (this.progress.lines() == this.context.maxLines()) {
			return ProblemException.of(ProblemType.TOO_MANY_LINES, "There are more lines than an upload may have.");
		}
		try {
			this.progress.recordAccepted(addToUpload(upload, numberedLine));
		}
		catch (ProblemException | MalformedJsonException | DeadlineUnreachableException ex) {
			this.progress.recordRefused(numberedLine.number(), ProblemMapper.toProblem(ex).orElseThrow());
		}
		catch (RequestRejectedException ex) {
			return ex;
		}
		this.lastLineNumber = numberedLine.number();
		return null;
	}

	private boolean addToUpload(BatchUpload upload, NdjsonSplitter.NumberedLine numberedLine) {
		byte[] bytes = numberedLine.bytes();
		if (bytes == null) {
			throw ProblemException.of(ProblemType.LINE_TOO_LONG,
					"A line may have at most " + this.context.maxLineBytes() + " bytes.");
		}
		Batch.BatchDraft batch = this.context.batch();
		NewRequest request = this.newRequestFactory.fromLine(bytes, batch.owner(), this.context.trace());
		return upload.add(numberedLine.number(), (batch.key() != null) ? Sha256.hexOf(bytes) : null, request);
	}

	/**
	 * Under which terms an upload comes.
	 *
	 * @param batch what it becomes
	 * @param trace where in which trace, null if in none
	 * @param maxLineBytes most bytes of a line
	 * @param maxLines most lines
	 */
	record UploadContext(Batch.BatchDraft batch, @Nullable TraceParent trace, int maxLineBytes, long maxLines) {

	}

}
