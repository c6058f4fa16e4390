package io.asyncreply.systema.request;

import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.Entry;
import io.asyncreply.systema.waiting.Followers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * Lets callers follow a request by server-sent events.
 */
@Controller
final class EventController {

	private static final int RETRY_AFTER_SECONDS = 5;

	private final Inquiries inquiries;

	private final Followers followers;

	private final Callers callers;

	private final Story.Silence silence;

	private final ScheduledExecutorService writers;

	EventController(Inquiries inquiries, Followers followers, Callers callers, Story.Silence silence,
			ScheduledExecutorService writers) {
		this.inquiries = inquiries;
		this.followers = followers;
		this.callers = callers;
		this.silence = silence;
		this.writers = writers;
	}

	@GetMapping(RequestController.PATH + "/{id}/events")
	void follow(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Negotiation.requireAccepted(request, MediaType.TEXT_EVENT_STREAM);
		RequestId id = RequestController.id(request);
		Untold untold = new Untold();
		if (!this.followers.join(id, untold)) {
			throw Refusal.retryAfter(ProblemKind.TOO_MANY_STREAMS, "As many streams are open as may be.",
					RETRY_AFTER_SECONDS);
		}
		boolean open = false;
		try {
			open = answer(request, response, id, untold);
		}
		finally {
			if (!open) {
				this.followers.leave(id, untold);
			}
		}
	}

	/** Whether the answer goes on. To 204 an EventSource does not come back. */
	private boolean answer(HttpServletRequest request, HttpServletResponse response, RequestId id, Untold untold)
			throws IOException {
		int seen = LastEvent.seenBy(request);
		Entry entry = this.inquiries.find(this.callers.ownerOf(request), id);
		if (entry.state().isEnded() && entry.version() == seen) {
			Answer.NOTHING.writeTo(response);
			return false;
		}
		response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
		response.setHeader("X-Accel-Buffering", "no");
		if (HttpMethod.HEAD.matches(request.getMethod())) {
			return false;
		}
		untold.changed(entry);
		Story story = new Story(untold, this.inquiries.flows()::estimate, this.silence, seen);
		EventStream stream = EventStream.open(request.startAsync(request, response), story, this.writers,
				() -> this.followers.leave(id, untold));
		untold.onNews(stream::ring);
		return true;
	}

}
