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
import io.asyncreply.systema.web.request.RequestFinder;
import io.asyncreply.systema.web.response.ApiPaths;
import io.asyncreply.systema.web.response.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * Lets callers follow a request by server-sent events.
 */
@Controller
final class EventController {

	private static final int RETRY_AFTER_SECONDS = 5;

	private final RequestFinder requestFinder;

	private final ChangeSubscribers changeSubscribers;

	private final CallerResolver callerResolver;

	private final RequestEventSource.HeartbeatPolicy heartbeatPolicy;

	private final ScheduledExecutorService executor;

	EventController(RequestFinder requestFinder, ChangeSubscribers changeSubscribers, CallerResolver callerResolver,
			RequestEventSource.HeartbeatPolicy heartbeatPolicy, ScheduledExecutorService executor) {
		this.requestFinder = requestFinder;
		this.changeSubscribers = changeSubscribers;
		this.callerResolver = callerResolver;
		this.heartbeatPolicy = heartbeatPolicy;
		this.executor = executor;
	}

	@GetMapping(ApiPaths.REQUESTS + "/{id}/events")
	void stream(@PathVariable RequestId id, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		ContentNegotiation.requireAcceptable(request, MediaType.TEXT_EVENT_STREAM);
		ChangeBuffer changeBuffer = new ChangeBuffer();
		if (!this.changeSubscribers.subscribe(id, changeBuffer)) {
			throw ProblemException.retryAfter(ProblemType.TOO_MANY_STREAMS, "As many streams are open as may be.",
					RETRY_AFTER_SECONDS);
		}
		boolean streaming = false;
		try {
			streaming = startStream(request, response, id, changeBuffer);
		}
		finally {
			if (!streaming) {
				this.changeSubscribers.unsubscribe(id, changeBuffer);
			}
		}
	}

	/** Whether the answer goes on. To 204 an EventSource does not come back. */
	private boolean startStream(HttpServletRequest request, HttpServletResponse response, RequestId id,
			ChangeBuffer changeBuffer) throws IOException {
		int lastEventId = LastEventId.parse(request);
		StoredRequest storedRequest = this.requestFinder.find(this.callerResolver.resolveOwner(request), id);
		if (storedRequest.state().isEnded() && storedRequest.version() == lastEventId) {
			ApiResponse.NO_CONTENT.writeTo(response);
			return false;
		}
		response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
		response.setHeader("X-Accel-Buffering", "no");
		if (HttpMethod.HEAD.matches(request.getMethod())) {
			return false;
		}
		changeBuffer.onChange(storedRequest);
		RequestEventSource eventSource = new RequestEventSource(changeBuffer,
				this.requestFinder.queueEstimators()::estimate, this.heartbeatPolicy, lastEventId);
		NonBlockingResponse nonBlockingResponse = NonBlockingResponse.open(request.startAsync(request, response),
				eventSource, this.executor, () -> this.changeSubscribers.unsubscribe(id, changeBuffer));
		changeBuffer.subscribe(nonBlockingResponse::trigger);
		return true;
	}

}
