package io.asyncreply.systema.web.batch;

import java.io.IOException;
import java.time.Duration;

import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.submission.NewRequestFactory;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Where uploads come in.
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
	 * Begins an upload, which is answered at its end.
	 * @param request the call
	 * @param response where the answer goes
	 * @param owner who calls
	 * @throws IOException if the caller is gone already
	 * @throws ProblemException if it may not begin
	 */
	void open(HttpServletRequest request, HttpServletResponse response, String owner) throws IOException {
		LineProcessor.UploadContext context = new LineProcessor.UploadContext(
				this.newRequestFactory.newBatch(request, owner), this.newRequestFactory.traceOf(request),
				this.uploadLimits.maxLineBytes(), this.uploadLimits.maxLines());
		UploadReader.UploadEnvironment environment = new UploadReader.UploadEnvironment(this.transferLimiter.executor(),
				this.uploadLimits.lineTimeout(), (batch) -> this.batchService.acceptedResponse(owner, batch),
				this.uploadMetrics, this.transferLimiter::release);
		this.transferLimiter.start(() -> UploadReader.open(request.startAsync(request, response),
				(trigger) -> newProcessor(context, trigger), environment));
	}

	private UploadProcessor newProcessor(LineProcessor.UploadContext context, Runnable trigger) {
		return new UploadProcessor(this.batchService.batchLedger(), context.batch(),
				new NdjsonSplitter(context.maxLineBytes()),
				new LineProcessor(this.newRequestFactory, context, this.uploadMetrics), trigger);
	}

	/**
	 * What an upload is held to.
	 *
	 * @param maxLineBytes most bytes of a line
	 * @param maxLines most lines
	 * @param lineTimeout how long a caller may take for a line
	 */
	record UploadLimits(int maxLineBytes, long maxLines, Duration lineTimeout) {

	}

}
