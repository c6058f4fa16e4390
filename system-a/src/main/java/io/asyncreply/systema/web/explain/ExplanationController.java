package io.asyncreply.systema.web.explain;

import java.io.IOException;
import java.time.Clock;

import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.web.explain.ExplanationResponse.ExplanationFacts;
import io.asyncreply.systema.web.http.AsyncResponder;
import io.asyncreply.systema.web.http.CallerResolver;
import io.asyncreply.systema.web.request.RequestFinder;
import io.asyncreply.systema.web.response.ApiPaths;
import io.asyncreply.systema.web.response.ApiResponse;
import io.asyncreply.systema.worker.DispatchStatusMonitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * Explains why a request is in its state.
 */
@Controller
final class ExplanationController {

	private final RequestFinder requestFinder;

	private final DispatchStatusMonitor dispatchStatusMonitor;

	private final CallerResolver callerResolver;

	private final AsyncResponder asyncResponder;

	private final Clock clock;

	ExplanationController(RequestFinder requestFinder, DispatchStatusMonitor dispatchStatusMonitor,
			CallerResolver callerResolver, AsyncResponder asyncResponder, Clock clock) {
		this.requestFinder = requestFinder;
		this.dispatchStatusMonitor = dispatchStatusMonitor;
		this.callerResolver = callerResolver;
		this.asyncResponder = asyncResponder;
		this.clock = clock;
	}

	@GetMapping(path = ApiPaths.REQUESTS + "/{id}/why", produces = MediaType.APPLICATION_JSON_VALUE)
	void explain(@PathVariable RequestId id, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		StoredRequest storedRequest = this.requestFinder.find(this.callerResolver.resolveOwner(request), id);
		this.asyncResponder.respond(request, response,
				ApiResponse.ok(StrictJson.write(ExplanationResponse.of(collectFacts(storedRequest)))));
	}

	private ExplanationFacts collectFacts(StoredRequest request) {
		return new ExplanationFacts(request, this.requestFinder.queueEstimators().estimate(request).orElse(null),
				this.dispatchStatusMonitor.queueConditions(request),
				(request.state() == RequestState.ACCEPTED)
						? this.requestFinder.ledger().findDispatchTime(request.id()).orElse(null) : null,
				(request.state() == RequestState.RUNNING)
						? this.dispatchStatusMonitor.findWorkerProcessing(request.id()).orElse(null) : null,
				this.clock.instant());
	}

}
