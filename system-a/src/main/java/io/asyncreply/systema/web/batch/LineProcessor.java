package io.asyncreply.systema.web.batch;

import io.asyncreply.messaging.json.MalformedJsonException;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.systema.Sha256;
import io.asyncreply.systema.estimation.DeadlineUnreachableException;
import io.asyncreply.systema.ledger.admission.RequestRejectedException;
import io.asyncreply.systema.ledger.batch.BatchUpload;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemMapper;
import io.asyncreply.systema.web.problem.ProblemType;
import io.asyncreply.systema.web.submission.NewRequestFactory;
import org.jspecify.annotations.Nullable;

/**
 * Adds the lines of an upload to its batch as requests. An invalid line is rejected and
 * does not end the upload.
 */
final class LineProcessor {

	private final NewRequestFactory newRequestFactory;

	private final Batch.BatchDraft batchDraft;

	private final @Nullable TraceParent trace;

	private final UploadService.UploadLimits uploadLimits;

	private final UploadProgress progress;

	private long lastLineNumber;

	/**
	 * Creates the processor of one upload.
	 * @param newRequestFactory creates the requests
	 * @param batchDraft the batch of the upload
	 * @param trace the trace context of the upload, null if there is none
	 * @param uploadLimits the limits of the upload
	 * @param uploadMetrics counts the lines
	 */
	LineProcessor(NewRequestFactory newRequestFactory, Batch.BatchDraft batchDraft, @Nullable TraceParent trace,
			UploadService.UploadLimits uploadLimits, UploadMetrics uploadMetrics) {
		this.newRequestFactory = newRequestFactory;
		this.batchDraft = batchDraft;
		this.trace = trace;
		this.uploadLimits = uploadLimits;
		this.progress = new UploadProgress(uploadMetrics);
	}

	UploadProgress progress() {
		return this.progress;
	}

	/**
	 * Returns the number of the last line that was added or rejected, 0 before the first.
	 */
	long lastLineNumber() {
		return this.lastLineNumber;
	}

	/**
	 * Adds a line to an upload, or rejects the line.
	 * @param upload the upload
	 * @param numberedLine the line
	 * @return null, or the failure that ends the upload before this line
	 */
	@Nullable RuntimeException process(BatchUpload upload, NdjsonSplitter.NumberedLine numberedLine) {
		if (this.progress.lines() == this.uploadLimits.maxLines()) {
			return ProblemException.of(ProblemType.TOO_MANY_LINES,
					"An upload may have at most " + this.uploadLimits.maxLines() + " lines.");
		}
		try {
			this.progress.recordAccepted(addToUpload(upload, numberedLine));
		}
		catch (ProblemException | MalformedJsonException | DeadlineUnreachableException ex) {
			this.progress.recordRejected(numberedLine.number(), ProblemMapper.toProblem(ex).orElseThrow());
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
					"A line may have at most " + this.uploadLimits.maxLineBytes() + " bytes.");
		}
		NewRequest request = this.newRequestFactory.fromLine(bytes, this.batchDraft.owner(), this.trace);
		return upload.add(numberedLine.number(), (this.batchDraft.key() != null) ? Sha256.hexOf(bytes) : null, request);
	}

}
