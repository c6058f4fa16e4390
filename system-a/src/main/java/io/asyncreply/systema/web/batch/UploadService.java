package io.asyncreply.systema.web.batch;

import java.io.IOException;
import java.time.Duration;

import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.web.peer.PeerAddress;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.submission.NewRequestFactory;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Opens uploads.
 */
final class UploadService {

	private final BatchService batchService;

	private final NewRequestFactory newRequestFactory;

	private final TransferLimiter transferLimiter;

	private final UploadMetrics uploadMetrics;

	private final UploadLimits uploadLimits;

	UploadService(BatchService batchService, NewRequestFactory newRequestFactory, TransferLimiter transferLimiter,
			UploadMetrics uploadMetrics, UploadLimits uploadLimits) {
		this.batchService = batchService;
		this.newRequestFactory = newRequestFactory;
		this.transferLimiter = transferLimiter;
		this.uploadMetrics = uploadMetrics;
		this.uploadLimits = uploadLimits;
	}

	/**
	 * Opens an upload. Its response is written when the upload ends.
	 * @param request a call with an unread body
	 * @param response the response of the call
	 * @param owner the owner of the batch
	 * @throws IOException if the caller has disconnected
	 * @throws ProblemException 400 if the idempotency key is invalid, 503 if the limit of
	 * transfers is reached
	 */
	void open(HttpServletRequest request, HttpServletResponse response, String owner) throws IOException {
		Batch.BatchDraft batchDraft = this.newRequestFactory.newBatch(request, owner);
		TraceParent trace = this.newRequestFactory.traceOf(request);
		this.transferLimiter
			.start(PeerAddress.of(request), () -> UploadReader.open(request.startAsync(request, response),
					(onReady) -> newProcessor(batchDraft, trace, onReady), this.transferLimiter, this.uploadMetrics,
					new UploadPace(this.uploadLimits.lineTimeout(), this.uploadLimits.minRate(), System::nanoTime)));
	}

	private UploadProcessor newProcessor(Batch.BatchDraft batchDraft, @Nullable TraceParent trace, Runnable onReady) {
		LineProcessor lineProcessor = new LineProcessor(this.newRequestFactory, batchDraft, trace, this.uploadLimits,
				this.uploadMetrics);
		return new UploadProcessor(this.batchService, batchDraft, new NdjsonSplitter(this.uploadLimits.maxLineBytes()),
				lineProcessor, onReady);
	}

	/**
	 * Limits of one upload.
	 *
	 * @param maxLineBytes most bytes of a line, without its line feed
	 * @param maxLines most non-blank lines
	 * @param lineTimeout longest time for one line
	 * @param minRate bytes per second of an upload without accepted lines
	 */
	record UploadLimits(int maxLineBytes, long maxLines, Duration lineTimeout, DataSize minRate) {

	}

}
