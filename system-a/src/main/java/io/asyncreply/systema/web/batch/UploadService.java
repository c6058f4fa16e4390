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

	private final BatchService desk;

	private final NewRequestFactory submissions;

	private final TransferLimiter transfers;

	private final UploadMetrics meters;

	private final UploadLimits limits;

	UploadService(BatchService desk, NewRequestFactory submissions, TransferLimiter transfers, UploadMetrics meters,
			UploadLimits limits) {
		this.desk = desk;
		this.submissions = submissions;
		this.transfers = transfers;
		this.meters = meters;
		this.limits = limits;
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
		LineProcessor.UploadContext terms = new LineProcessor.UploadContext(this.submissions.newBatch(request, owner),
				this.submissions.trace(request), this.limits.lineBytes(), this.limits.lines());
		UploadReader.UploadEnvironment host = new UploadReader.UploadEnvironment(this.transfers.workers(),
				this.limits.patience(), (batch) -> this.desk.accepted(owner, batch), this.meters, this.transfers::end);
		this.transfers
			.begin(() -> UploadReader.open(request.startAsync(request, response), (bell) -> intake(terms, bell), host));
	}

	private UploadProcessor intake(LineProcessor.UploadContext terms, Runnable bell) {
		return new UploadProcessor(this.desk.batches(), terms.batch(), new NdjsonSplitter(terms.lineBytes()),
				new LineProcessor(this.submissions, terms, this.meters), bell);
	}

	/**
	 * What an upload is held to.
	 *
	 * @param lineBytes most bytes of a line
	 * @param lines most lines
	 * @param patience how long a caller may take for a line
	 */
	record UploadLimits(int lineBytes, long lines, Duration patience) {

	}

}
