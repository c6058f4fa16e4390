package io.asyncreply.systema.web.event;

import java.io.IOException;
import java.util.regex.Pattern;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.web.http.CallerResolver;
import io.asyncreply.systema.web.http.ResponseStreamer;
import io.asyncreply.systema.web.http.StreamingResponseWriter;
import io.asyncreply.systema.web.peer.PeerAddress;
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
 * REST controller of the event stream of one request.
 */
@Controller
final class EventController {

	private static final String LAST_EVENT_ID = "Last-Event-ID";

	/** Event ids are the versions of the row, so they mean the same on each instance. */
	private static final Pattern VERSION = Pattern.compile("[1-9]\\d{0,8}");

	private static final int RETRY_AFTER_SECONDS = 5;

	private final RequestFinder requestFinder;

	private final StreamSubscriptions streamSubscriptions;

	private final CallerResolver callerResolver;

	private final EventSourceFactory eventSourceFactory;

	private final ResponseStreamer responseStreamer;

	EventController(RequestFinder requestFinder, StreamSubscriptions streamSubscriptions, CallerResolver callerResolver,
			EventSourceFactory eventSourceFactory, ResponseStreamer responseStreamer) {
		this.requestFinder = requestFinder;
		this.streamSubscriptions = streamSubscriptions;
		this.callerResolver = callerResolver;
		this.eventSourceFactory = eventSourceFactory;
		this.responseStreamer = responseStreamer;
	}

	@GetMapping(path = ApiPaths.REQUESTS + "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	void stream(@PathVariable RequestId id, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		ChangeBuffer changeBuffer = new ChangeBuffer();
		Runnable unsubscribe = this.streamSubscriptions.subscribe(PeerAddress.of(request), id, changeBuffer)
			.orElseThrow(() -> ProblemException.retryAfter(ProblemType.TOO_MANY_STREAMS,
					"The limit of open event streams has been reached.", RETRY_AFTER_SECONDS));
		boolean streaming = false;
		try {
			streaming = startStream(request, response, id, changeBuffer, unsubscribe);
		}
		finally {
			if (!streaming) {
				unsubscribe.run();
			}
		}
	}

	/**
	 * Returns false if the response is already complete. After 204 an EventSource does
	 * not reconnect.
	 */
	private boolean startStream(HttpServletRequest request, HttpServletResponse response, RequestId id,
			ChangeBuffer changeBuffer, Runnable unsubscribe) throws IOException {
		int lastEventId = lastEventId(request);
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
		StreamingResponseWriter responseWriter = this.responseStreamer.open(request.startAsync(request, response),
				this.eventSourceFactory.create(changeBuffer, lastEventId, request.getContextPath()), unsubscribe);
		changeBuffer.subscribe(responseWriter::trigger);
		return true;
	}

	/** Returns the version that the caller has received last, 0 for none. */
	private static int lastEventId(HttpServletRequest request) {
		String id = request.getHeader(LAST_EVENT_ID);
		if (id == null || id.isEmpty()) {
			return 0;
		}
		if (!VERSION.matcher(id).matches()) {
			throw ProblemException.invalid(LAST_EVENT_ID, "must be the id of an event of this request");
		}
		return Integer.parseInt(id);
	}

	/**
	 * Creates the events of one stream.
	 */
	interface EventSourceFactory {

		/**
		 * Creates the events.
		 * @param changeBuffer the changes to send
		 * @param lastSeenVersion the version that the caller has received last, 0 for
		 * none
		 * @param contextPath path under which the caller sees the API
		 * @return the events
		 */
		ServerSentEventSource create(ChangeBuffer changeBuffer, int lastSeenVersion, String contextPath);

	}

}
