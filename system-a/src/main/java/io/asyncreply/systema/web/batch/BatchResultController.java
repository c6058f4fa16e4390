package io.asyncreply.systema.web.batch;

import java.io.IOException;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.web.http.CallerResolver;
import io.asyncreply.systema.web.peer.PeerAddress;
import io.asyncreply.systema.web.response.ApiPaths;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * REST controller of the results of batches.
 */
@Controller
final class BatchResultController {

	private static final String LINE_NUMBER = "[0-9]{1,18}";

	/** Response buffer of a download in bytes. The default fits a status response. */
	private static final int BUFFER_SIZE = 16 * 1024;

	private final BatchService batchService;

	private final TransferLimiter transferLimiter;

	private final CallerResolver callerResolver;

	BatchResultController(BatchService batchService, TransferLimiter transferLimiter, CallerResolver callerResolver) {
		this.batchService = batchService;
		this.transferLimiter = transferLimiter;
		this.callerResolver = callerResolver;
	}

	/** Streams the results behind the line {@code after}, or all results. */
	@GetMapping(path = ApiPaths.BATCHES + "/{batchId}/results", produces = MediaType.APPLICATION_NDJSON_VALUE)
	void readResults(@PathVariable RequestId batchId,
			@RequestParam(defaultValue = "0") @Pattern(regexp = LINE_NUMBER,
					message = "must be a line number of at most 18 digits") String after,
			HttpServletRequest request, HttpServletResponse response) throws IOException {
		RequestId batch = this.batchService.find(this.callerResolver.resolveOwner(request), batchId).id();
		response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
		response.setBufferSize(BUFFER_SIZE);
		if (!HttpMethod.HEAD.matches(request.getMethod())) {
			BatchResultSource resultSource = new BatchResultSource(this.batchService.batchLedger(), batch,
					Long.parseLong(after), this.transferLimiter.executor(), request.getRequestURI());
			PeerAddress peer = PeerAddress.of(request);
			this.transferLimiter.start(peer, () -> this.transferLimiter.responseStreamer()
				.open(request.startAsync(request, response), resultSource, () -> this.transferLimiter.release(peer)));
		}
	}

}
