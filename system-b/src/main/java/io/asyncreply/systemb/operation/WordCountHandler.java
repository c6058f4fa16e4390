package io.asyncreply.systemb.operation;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.asyncreply.messages.operation.WordCount;

/**
 * Counts the words of a text and the distinct words among them. A word is a run of
 * letters and digits; upper and lower case count as the same.
 */
public final class WordCountHandler implements OperationHandler<WordCount, WordCount.Result> {

	private static final Pattern WORD = Pattern.compile("[\\p{IsLetter}\\p{IsDigit}]+");

	@Override
	public WordCount.Result process(WordCount payload, WorkContext context) {
		int words = 0;
		Set<String> distinct = new HashSet<>();
		Matcher matcher = WORD.matcher(payload.text());
		while (matcher.find()) {
			words++;
			distinct.add(matcher.group().toLowerCase(Locale.ROOT));
		}
		return new WordCount.Result(words, distinct.size());
	}

}
