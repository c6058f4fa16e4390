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

	private final RequestFinder inquiries;

	private final DispatchStatusMonitor lookout;

	private final CallerResolver callers;

	private final Clock clock;

	public ExplanationController(RequestFinder inquiries, DispatchStatusMonitor lookout, CallerResolver callers,
			Clock clock) {
		this.inquiries = inquiries;
		this.lookout = lookout;
		this.callers = callers;
		this.clock = clock;
	}

	@GetMapping(RequestController.PATH + "/{id}/why")
	void explain(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAccepted(request);
		StoredRequest entry = this.inquiries.find(this.callers.ownerOf(request), RequestController.id(request));
		new ApiResponse(HttpStatus.OK.value(),
				Map.of(HttpHeaders.CONTENT_TYPE, ApiResponse.JSON, HttpHeaders.CACHE_CONTROL, "no-cache"),
				StrictJson.write(ExplanationResponse.of(facts(entry))))
			.writeTo(response);
	}

	private ExplanationFacts facts(StoredRequest entry) {
		return new ExplanationFacts(entry, this.inquiries.flows().estimate(entry).orElse(null),
				this.lookout.circumstances(entry),
				(entry.state() == RequestState.ACCEPTED) ? this.inquiries.ledger().dispatchAt(entry.id()).orElse(null)
						: null,
				(entry.state() == RequestState.RUNNING) ? this.lookout.inHandOf(entry.id()).orElse(null) : null,
				this.clock.instant());
	}

}
