package io.asyncreply.systema.web.batch;

import java.io.IOException;
import java.util.regex.Pattern;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.web.http.CallerResolver;
import io.asyncreply.systema.web.http.ContentNegotiation;
import io.asyncreply.systema.web.http.NonBlockingResponse;
import io.asyncreply.systema.web.http.QueryParameter;
import io.asyncreply.systema.web.request.RequestController;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * REST controller of batches: upload, status and results.
 */
@Controller
public final class BatchController {

	public static final String PATH = "/v1/batches";

	private static final QueryParameter AFTER = new QueryParameter("after",
			"must be a line number of at most 18 digits", Pattern.compile("[0-9]{1,18}").asMatchPredicate());

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

	@PostMapping(path = RequestController.PATH, consumes = MediaType.APPLICATION_NDJSON_VALUE)
	void upload(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAcceptable(request);
		ContentNegotiation.requireBody(request, MediaType.APPLICATION_NDJSON);
		this.uploadService.open(request, response, this.callerResolver.resolveOwner(request));
	}

	@GetMapping(PATH + "/{id}")
	void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAcceptable(request);
		this.batchService.statusResponse(this.callerResolver.resolveOwner(request), batchId(request)).writeTo(response);
	}

	@GetMapping(PATH + "/{id}/results")
	void readResults(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAcceptable(request, MediaType.APPLICATION_NDJSON);
		long afterLine = afterLine(request);
		RequestId batch = this.batchService.find(this.callerResolver.resolveOwner(request), batchId(request)).id();
		response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
		response.setBufferSize(BUFFER_SIZE);
		if (!HttpMethod.HEAD.matches(request.getMethod())) {
			BatchResultSource resultSource = new BatchResultSource(this.batchService.batchLedger(), batch, afterLine,
					this.transferLimiter.executor(), request.getRequestURI());
			this.transferLimiter.start(() -> NonBlockingResponse.open(request.startAsync(request, response),
					resultSource, this.transferLimiter.executor(), this.transferLimiter::release));
		}
	}

	/** Results begin behind this line; 0 returns all of them. */
	private static long afterLine(HttpServletRequest request) {
		QueryParameter.requireValid(request.getParameterMap(), AFTER);
		return AFTER.valueIn(request.getParameterMap()).map(Long::parseLong).orElse(0L);
	}

	private static RequestId batchId(HttpServletRequest request) {
		return RequestController.findRequestId(request).orElseThrow(BatchService::unknownBatch);
	}

}
