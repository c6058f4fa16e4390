package io.asyncreply.systema.web.http;

import java.time.Duration;
import java.util.Enumeration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses {@code Prefer: wait=N} (RFC 7240), the time that a caller wants to wait.
 */
public final class PreferHeader {

	/** One preference; quoted text can contain commas. */
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
	 * Parses the preference. The first of several counts.
	 * @param headers every {@code Prefer} header of a call
	 * @return the wait, limited to the maximum; empty if there is none or it is not in
	 * whole seconds
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
