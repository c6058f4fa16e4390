package io.asyncreply.systema.web.event;

import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.waiting.ChangeSubscribers;
import io.asyncreply.systema.web.http.CallerResolver;
import io.asyncreply.systema.web.http.ContentNegotiation;
import io.asyncreply.systema.web.http.NonBlockingResponse;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemType;
import io.asyncreply.systema.web.request.RequestController;
import io.asyncreply.systema.web.request.RequestFinder;
import io.asyncreply.systema.web.response.ApiResponse;
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

	private final RequestFinder inquiries;

	private final ChangeSubscribers followers;

	private final CallerResolver callers;

	private final RequestEventSource.HeartbeatPolicy silence;

	private final ScheduledExecutorService writers;

	EventController(RequestFinder inquiries, ChangeSubscribers followers, CallerResolver callers,
			RequestEventSource.HeartbeatPolicy silence, ScheduledExecutorService writers) {
		this.inquiries = inquiries;
		this.followers = followers;
		this.callers = callers;
		this.silence = silence;
		this.writers = writers;
	}

	@GetMapping(RequestController.PATH + "/{id}/events")
	void follow(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAccepted(request, MediaType.TEXT_EVENT_STREAM);
		RequestId id = RequestController.id(request);
		ChangeBuffer untold = new ChangeBuffer();
		if (!this.followers.join(id, untold)) {
			throw ProblemException.retryAfter(ProblemType.TOO_MANY_STREAMS, "As many streams are open as may be.",
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
	private boolean answer(HttpServletRequest request, HttpServletResponse response, RequestId id, ChangeBuffer untold)
			throws IOException {
		int seen = LastEventId.seenBy(request);
		StoredRequest entry = this.inquiries.find(this.callers.ownerOf(request), id);
		if (entry.state().isEnded() && entry.version() == seen) {
			ApiResponse.NOTHING.writeTo(response);
			return false;
		}
		response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
		response.setHeader("X-Accel-Buffering", "no");
		if (HttpMethod.HEAD.matches(request.getMethod())) {
			return false;
		}
		untold.changed(entry);
		RequestEventSource story = new RequestEventSource(untold, this.inquiries.flows()::estimate, this.silence, seen);
		NonBlockingResponse stream = NonBlockingResponse.open(request.startAsync(request, response), story,
				this.writers, () -> this.followers.leave(id, untold));
		untold.onNews(stream::ring);
		return true;
	}

}
