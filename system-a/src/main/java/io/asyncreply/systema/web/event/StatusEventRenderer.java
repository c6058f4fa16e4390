package io.asyncreply.systema.web.event;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.estimation.CompletionEstimate;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.web.request.StatusResponse;
import org.jspecify.annotations.Nullable;

/**
 * Renders the status of a request as a server-sent event. All streams that send the same
 * terminal state share its bytes; at most 4 MiB of them are kept for further streams.
 */
final class StatusEventRenderer {

	private static final int MAX_SHARED_BYTES = 4 * 1024 * 1024;

	/** The events of terminal states, the least recently used first. */
	private final Map<EventKey, byte[]> shared = new LinkedHashMap<>(16, 0.75F, true);

	private int sharedBytes;

	/**
	 * Renders a change. An estimate differs at each moment, so that only a terminal
	 * state, which has none, is the same for all streams.
	 * @param name name of the event
	 * @param change the row after the change; its version is the id of the event
	 * @param completionEstimate the estimate, null if there is none
	 * @param contextPath path under which the caller sees the API
	 * @return the bytes, which must not be changed
	 */
	byte[] renderChange(String name, StoredRequest change, @Nullable CompletionEstimate completionEstimate,
			String contextPath) {
		EventKey key = new EventKey(change.id(), change.version(), contextPath);
		byte[] known = change.state().isEnded() ? findShared(key) : null;
		if (known != null) {
			return known;
		}
		byte[] event = render("id: " + change.version() + "\nevent: " + name, change, completionEstimate, contextPath);
		return change.state().isEnded() ? share(key, event) : event;
	}

	/** Renders a changed estimate of an unchanged request. */
	byte[] renderEstimate(StoredRequest request, CompletionEstimate completionEstimate) {
		return render("event: eta", request, completionEstimate, "");
	}

	private synchronized byte @Nullable [] findShared(EventKey key) {
		return this.shared.get(key);
	}

	private synchronized byte[] share(EventKey key, byte[] event) {
		byte[] earlier = this.shared.putIfAbsent(key, event);
		if (earlier != null) {
			return earlier;
		}
		this.sharedBytes += event.length;
		Iterator<byte[]> leastRecentlyUsed = this.shared.values().iterator();
		while (this.sharedBytes > MAX_SHARED_BYTES) {
			this.sharedBytes -= leastRecentlyUsed.next().length;
			leastRecentlyUsed.remove();
		}
		return event;
	}

	/** JSON escapes line ends in strings, so each line of the JSON is a line of data. */
	private static byte[] render(String head, StoredRequest request, @Nullable CompletionEstimate completionEstimate,
			String contextPath) {
		String data = StrictJson.write(StatusResponse.of(request, completionEstimate, contextPath)).toString();
		return (head + "\ndata: " + data.replaceAll("\r\n?|\n", "\ndata: ") + "\n\n").getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Version of a request.
	 *
	 * @param id the request
	 * @param version its version
	 * @param contextPath path under which the caller sees the API
	 */
	private record EventKey(RequestId id, int version, String contextPath) {

	}

}
