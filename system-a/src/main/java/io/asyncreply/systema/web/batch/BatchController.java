package io.asyncreply.systema.web.batch;

import java.io.IOException;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.web.http.CallerResolver;
import io.asyncreply.systema.web.http.ContentNegotiation;
import io.asyncreply.systema.web.http.StreamingResponseWriter;
import io.asyncreply.systema.web.response.ApiPaths;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Pattern;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * REST controller of batches: upload, status and results.
 */
@Controller
final class BatchController {

	private static final String LINE_NUMBER = "[0-9]{1,18}";

	/** Response buffer of a download in bytes. The default fits a status response. */
	private static final int BUFFER_SIZE = 16 * 1024;

	private final BatchService batchService;

	private final UploadService uploadService;

	private final TransferLimiter transferLimiter;

	private final CallerResolver callerResolver;

	BatchController(BatchService batchService, UploadService uploadService, TransferLimiter transferLimiter,
			CallerResolver callerResolver) {
		this.batchService = batchService;
		this.uploadService = uploadService;
		this.transferLimiter = transferLimiter;
		this.callerResolver = callerResolver;
	}

	@PostMapping(path = ApiPaths.REQUESTS, consumes = MediaType.APPLICATION_NDJSON_VALUE)
	void upload(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAcceptable(request);
		ContentNegotiation.requireBody(request, MediaType.APPLICATION_NDJSON);
		this.uploadService.open(request, response, this.callerResolver.resolveOwner(request));
	}

	@GetMapping(path = ApiPaths.BATCHES + "/{batchId}", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<BatchResponse> read(@PathVariable RequestId batchId, HttpServletRequest request) {
		BatchResponse batch = this.batchService.describe(this.callerResolver.resolveOwner(request), batchId);
		ResponseEntity.BodyBuilder response = ResponseEntity.ok().cacheControl(CacheControl.noCache());
		if (!batch.done()) {
			response.header(HttpHeaders.RETRY_AFTER, BatchService.retryAfter(batch));
		}
		return response.body(batch);
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
			this.transferLimiter.start(request, (transfer) -> StreamingResponseWriter.open(
					request.startAsync(request, response), new BatchResultSource(this.batchService.batchLedger(), batch,
							Long.parseLong(after), transfer.executor(), request.getRequestURI()),
					transfer.executor(), transfer.onEnd()));
		}
	}

}
