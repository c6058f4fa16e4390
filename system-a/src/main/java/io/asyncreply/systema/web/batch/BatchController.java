package io.asyncreply.systema.web.batch;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.web.http.AsyncResponder;
import io.asyncreply.systema.web.http.CallerResolver;
import io.asyncreply.systema.web.http.ContentNegotiation;
import io.asyncreply.systema.web.response.ApiPaths;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * REST controller of batches: upload and status.
 */
@Controller
final class BatchController {

	private final BatchService batchService;

	private final UploadService uploadService;

	private final CallerResolver callerResolver;

	private final AsyncResponder asyncResponder;

	private final Executor listExecutor;

	/**
	 * Creates the controller.
	 * @param batchService describes the batches
	 * @param uploadService opens the uploads
	 * @param callerResolver resolves the caller
	 * @param asyncResponder answers the calls
	 * @param listExecutor counts the requests of a batch, which takes long if it is large
	 */
	BatchController(BatchService batchService, UploadService uploadService, CallerResolver callerResolver,
			AsyncResponder asyncResponder, Executor listExecutor) {
		this.batchService = batchService;
		this.uploadService = uploadService;
		this.callerResolver = callerResolver;
		this.asyncResponder = asyncResponder;
		this.listExecutor = listExecutor;
	}

	@PostMapping(path = ApiPaths.REQUESTS, consumes = MediaType.APPLICATION_NDJSON_VALUE)
	void upload(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAcceptable(request);
		ContentNegotiation.requireBody(request, MediaType.APPLICATION_NDJSON);
		this.uploadService.open(request, response, this.callerResolver.resolveOwner(request));
	}

	@GetMapping(path = ApiPaths.BATCHES + "/{batchId}", produces = MediaType.APPLICATION_JSON_VALUE)
	void read(@PathVariable RequestId batchId, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		String owner = this.callerResolver.resolveOwner(request);
		this.asyncResponder
			.respond(
					request, response, CompletableFuture
						.supplyAsync(() -> this.batchService.statusResponse(owner, batchId), this.listExecutor),
					null, CompletableFuture::completedFuture);
	}

}
