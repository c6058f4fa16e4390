package io.asyncreply.systema.request;

import java.io.IOException;
import java.time.Clock;
import java.util.Map;

import io.asyncreply.messages.StrictJson;
import io.asyncreply.systema.flow.Lookout;
import io.asyncreply.systema.ledger.Entry;
import io.asyncreply.systema.ledger.State;
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
final class WhyController {

	private final Inquiries inquiries;

	private final Lookout lookout;

	private final Callers callers;

	private final Clock clock;

	WhyController(Inquiries inquiries, Lookout lookout, Callers callers, Clock clock) {
		this.inquiries = inquiries;
		this.lookout = lookout;
		this.callers = callers;
		this.clock = clock;
	}

	@GetMapping(RequestController.PATH + "/{id}/why")
	void explain(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Negotiation.requireAccepted(request);
		Entry entry = this.inquiries.find(this.callers.ownerOf(request), RequestController.id(request));
		new Answer(HttpStatus.OK.value(),
				Map.of(HttpHeaders.CONTENT_TYPE, Answer.JSON, HttpHeaders.CACHE_CONTROL, "no-cache"),
				StrictJson.write(WhyView.of(facts(entry))))
			.writeTo(response);
	}

	private Facts facts(Entry entry) {
		return new Facts(entry, this.inquiries.flows().estimate(entry).orElse(null), this.lookout.circumstances(entry),
				(entry.state() == State.ACCEPTED) ? this.inquiries.ledger().dispatchAt(entry.id()).orElse(null) : null,
				(entry.state() == State.RUNNING) ? this.lookout.inHandOf(entry.id()).orElse(null) : null,
				this.clock.instant());
	}

}
