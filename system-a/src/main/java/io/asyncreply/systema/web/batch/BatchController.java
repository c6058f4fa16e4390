package io.asyncreply.systema.web.batch;

import java.io.IOException;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.web.http.CallerResolver;
import io.asyncreply.systema.web.http.ContentNegotiation;
import io.asyncreply.systema.web.http.NonBlockingResponse;
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
 * The batches as an HTTP resource: many requests in one upload.
 */
@Controller
public final class BatchController {

	public static final String PATH = "/v1/batches";

	/** In pieces of this size results leave; otherwise in those of an answer. */
	private static final int BUFFER = 16 * 1024;

	private final BatchService desk;

	private final UploadService uploads;

	private final TransferLimiter transfers;

	private final CallerResolver callers;

	BatchController(BatchService desk, UploadService uploads, TransferLimiter transfers, CallerResolver callers) {
		this.desk = desk;
		this.uploads = uploads;
		this.transfers = transfers;
		this.callers = callers;
	}

	@PostMapping(path = RequestController.PATH, consumes = MediaType.APPLICATION_NDJSON_VALUE)
	void upload(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAccepted(request);
		ContentNegotiation.requireBody(request, MediaType.APPLICATION_NDJSON);
		this.uploads.open(request, response, this.callers.ownerOf(request));
	}

	@GetMapping(PATH + "/{id}")
	void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAccepted(request);
		this.desk.standing(this.callers.ownerOf(request), id(request)).writeTo(response);
	}

	@GetMapping(PATH + "/{id}/results")
	void readResults(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAccepted(request, MediaType.APPLICATION_NDJSON);
		long after = AfterParameter.read(request.getParameterMap());
		RequestId batch = this.desk.find(this.callers.ownerOf(request), id(request)).id();
		response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
		response.setBufferSize(BUFFER);
		if (!HttpMethod.HEAD.matches(request.getMethod())) {
			BatchResultSource results = new BatchResultSource(this.desk.batches(), batch, after,
					this.transfers.workers(), request.getRequestURI());
			this.transfers.begin(() -> NonBlockingResponse.open(request.startAsync(request, response), results,
					this.transfers.workers(), this.transfers::end));
		}
	}

	private static RequestId id(HttpServletRequest request) {
		return RequestController.idIn(request).orElseThrow(BatchService::unknown);
	}

}
