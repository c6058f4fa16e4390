package io.asyncreply.messaging.connection;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Messages that the broker took back because they were not acknowledged in time.
 *
 * @param queue where they came from and wait again
 * @param timeout how long it waited, null if it did not say
 * @param since the {@link System#nanoTime()} of the last time
 */
public record AckTimeout(String queue, @Nullable String timeout, long since) {

	private static final Pattern WORDS = Pattern.compile("delivery acknowledgement on channel .+ timed out");

	private static final Pattern VALUE = Pattern.compile("Timeout value used: (\\d+ ms)");

	/**
	 * Reads it from the words with which RabbitMQ before 4.3 closes the channel.
	 * @param queue what was consumed
	 * @param text the broker's words
	 * @return empty if they are about something else
	 */
	public static Optional<AckTimeout> read(String queue, String text) {
		if (!WORDS.matcher(text).find()) {
			return Optional.empty();
		}
		Matcher value = VALUE.matcher(text);
		return Optional.of(new AckTimeout(queue, value.find() ? value.group(1) : null, System.nanoTime()));
	}

}
