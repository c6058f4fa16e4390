package io.asyncreply.systema.web.http;

import java.time.Duration;
import java.util.Enumeration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads how long a caller would wait from {@code Prefer: wait=N} (RFC 7240).
 */
public final class PreferHeader {

	/** One preference; what is quoted may hold commas. */
	private static final Pattern PREFERENCE = Pattern.compile("(?:[^,\"]|\"[^\"]*+\"?+)++");

	private static final Pattern WAIT = Pattern.compile("\\s*+wait\\s*+=\\s*+(?:\"(\\d++)\"|(\\d++))\\s*+(?:;.*+)?+",
			Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

	private static final Pattern ANY_WAIT = Pattern.compile("\\s*+wait\\s*+(?:[=;].*+)?+",
			Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

	private static final Pattern LEADING_ZEROS = Pattern.compile("^0+(?=.)");

	private static final int MAX_DIGITS = 9;

	private final Duration maxWait;

	public PreferHeader(Duration maxWait) {
		this.maxWait = maxWait;
	}

	/**
	 * Reads the preference.
	 * @param headers every {@code Prefer} header of a call
	 * @return how long to wait, never longer than allowed; empty if the caller did not
	 * say, or not in whole seconds. The first of several counts
	 */
	public Optional<Duration> parse(Enumeration<String> headers) {
		while (headers.hasMoreElements()) {
			Matcher preferences = PREFERENCE.matcher(headers.nextElement());
			while (preferences.find()) {
				if (ANY_WAIT.matcher(preferences.group()).matches()) {
					return toWait(preferences.group());
				}
			}
		}
		return Optional.empty();
	}

	private Optional<Duration> toWait(String preference) {
		Matcher wait = WAIT.matcher(preference);
		if (!wait.matches()) {
			return Optional.empty();
		}
		String digits = (wait.group(1) != null) ? wait.group(1) : wait.group(2);
		String significant = LEADING_ZEROS.matcher(digits).replaceFirst("");
		if (significant.length() > MAX_DIGITS) {
			return Optional.of(this.maxWait);
		}
		Duration requested = Duration.ofSeconds(Long.parseLong(significant));
		return Optional.of((requested.compareTo(this.maxWait) < 0) ? requested : this.maxWait);
	}

}
