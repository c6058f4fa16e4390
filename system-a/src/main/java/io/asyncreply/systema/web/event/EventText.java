package io.asyncreply.systema.web.event;

import io.asyncreply.messages.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * An event as a {@code text/event-stream} writes it.
 *
 * @param name its name
 * @param id names what a reader has seen when it comes back, null if the event does not
 * last
 * @param data what it is about
 */
record EventText(String name, @Nullable String id, RawJson data) {

	/** A comment, which readers ignore. */
	static final String HEARTBEAT = ":\n\n";

	/** Tells readers to come back this soon after a loss, in milliseconds. */
	static final String RETRY = "retry: 2000\n\n";

	/**
	 * Writes the event. Line ends within the data are its layout: JSON escapes those in
	 * its strings.
	 * @return its lines and an empty one
	 */
	String format() {
		return ((this.id != null) ? "id: " + this.id + "\n" : "") + "event: " + this.name + "\ndata: "
				+ this.data.toString().replaceAll("\r\n?|\n", "\ndata: ") + "\n\n";
	}

}
