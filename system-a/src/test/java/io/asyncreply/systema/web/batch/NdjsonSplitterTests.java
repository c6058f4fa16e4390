package io.asyncreply.systema.web.batch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is a line of an upload.
 */
class NdjsonSplitterTests {

	private static final int LIMIT = 8;

	private static List<String> split(byte[] body, int atOnce) {
		NdjsonSplitter splitter = new NdjsonSplitter(LIMIT);
		List<String> lines = new ArrayList<>();
		for (int start = 0; start < body.length; start += atOnce) {
			byte[] fed = Arrays.copyOfRange(body, start, Math.min(body.length, start + atOnce));
			splitter.feed(fed, fed.length);
			collect(splitter, lines);
			assertThat(splitter.isOver()).isFalse();
		}
		splitter.end();
		collect(splitter, lines);
		assertThat(splitter.isOver()).isTrue();
		return lines;
	}

	private static void collect(NdjsonSplitter splitter, List<String> lines) {
		for (NdjsonSplitter.NumberedLine line = splitter.next(); line != null; line = splitter.next()) {
			byte[] bytes = line.bytes();
			lines.add(line.number() + ":" + ((bytes != null) ? new String(bytes, StandardCharsets.UTF_8) : "too long"));
		}
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			'',                     ''
			'|||',                  ''
			' |\\t|',                ''
			a,                      1:a
			a|,                     1:a
			|a||b,                  '2:a,4:b'
			'a\\r|b\\r|',             '1:a\\r,2:b\\r'
			'a|\\r',                 1:a
			12345678|12345678,      '1:12345678,2:12345678'
			123456789|a,            '1:too long,2:a'
			a|123456789012345678,   '1:a,2:too long'
			123456789,              1:too long
			""")
	void linesAreTheSameHoweverTheyCome(String body, String expected) {
		byte[] bytes = unescape(body).replace('|', '\n').getBytes(StandardCharsets.UTF_8);
		for (int atOnce = 1; atOnce <= 20; atOnce++) {
			assertThat(String.join(",", split(bytes, atOnce))).as("%s at once", atOnce).isEqualTo(unescape(expected));
		}
	}

	private static String unescape(String text) {
		return text.replace("\\r", "\r").replace("\\t", "\t");
	}

}
