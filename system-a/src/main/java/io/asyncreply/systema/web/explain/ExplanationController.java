package io.asyncreply.systema.web.explain;

import java.io.IOException;
import java.time.Clock;
import java.util.Map;

import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.web.http.CallerResolver;
import io.asyncreply.systema.web.http.ContentNegotiation;
import io.asyncreply.systema.web.request.RequestController;
import io.asyncreply.systema.web.request.RequestFinder;
import io.asyncreply.systema.web.response.ApiResponse;
import io.asyncreply.systema.worker.DispatchStatusMonitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * Tells callers in plain words why their request is where it is.
 */
@Controller
public final class ExplanationController {

	private final RequestFinder requestFinder;

	private final DispatchStatusMonitor dispatchStatusMonitor;

	private final CallerResolver callerResolver;

	private final Clock clock;

	public ExplanationController(RequestFinder requestFinder, DispatchStatusMonitor dispatchStatusMonitor,
			CallerResolver callerResolver, Clock clock) {
		this.requestFinder = requestFinder;
		this.dispatchStatusMonitor = dispatchStatusMonitor;
		this.callerResolver = callerResolver;
		this.clock = clock;
	}

	@GetMapping(RequestController.PATH + "/{id}/why")
	void explain(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAcceptable(request);
		StoredRequest storedRequest = this.requestFinder.find(this.callerResolver.resolveOwner(request),
				RequestController.requestId(request));
		new ApiResponse(HttpStatus.OK.value(),
				Map.of(HttpHeaders.CONTENT_TYPE, ApiResponse.JSON, HttpHeaders.CACHE_CONTROL, "no-cache"),
				StrictJson.write(ExplanationResponse.of(collectFacts(storedRequest))))
			.writeTo(response);
	}

	private ExplanationFacts collectFacts(StoredRequest storedRequest) {
		return new ExplanationFacts(storedRequest,
				this.requestFinder.queueEstimators().estimate(storedRequest).orElse(null),
				this.dispatchStatusMonitor.queueConditions(storedRequest),
				(storedRequest.state() == RequestState.ACCEPTED)
						? this.requestFinder.ledger().findDispatchTime(storedRequest.id()).orElse(null) : null,
				(storedRequest.state() == RequestState.RUNNING)
						? this.dispatchStatusMonitor.findWorkerProcessing(storedRequest.id()).orElse(null) : null,
				this.clock.instant());
	}

}
