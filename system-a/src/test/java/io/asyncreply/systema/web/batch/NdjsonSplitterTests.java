package io.asyncreply.systema.web.batch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lines that {@link NdjsonSplitter} finds, and their limit.
 */
class NdjsonSplitterTests {

	private static final int LIMIT = 8;

	private static List<String> split(byte[] body, int chunkSize) {
		NdjsonSplitter splitter = new NdjsonSplitter(LIMIT);
		List<String> lines = new ArrayList<>();
		for (int start = 0; start < body.length; start += chunkSize) {
			byte[] chunk = Arrays.copyOfRange(body, start, Math.min(body.length, start + chunkSize));
			splitter.feed(chunk, chunk.length);
			collect(splitter, lines);
			assertThat(splitter.isExhausted()).isFalse();
		}
		splitter.endOfInput();
		collect(splitter, lines);
		assertThat(splitter.isExhausted()).isTrue();
		return lines;
	}

	private static void collect(NdjsonSplitter splitter, List<String> lines) {
		for (NdjsonSplitter.NumberedLine numberedLine = splitter
			.nextLine(); numberedLine != null; numberedLine = splitter.nextLine()) {
			byte[] bytes = numberedLine.bytes();
			lines.add(numberedLine.number() + ":"
					+ ((bytes != null) ? new String(bytes, StandardCharsets.UTF_8) : "too long"));
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
	void splitsLinesIndependentlyOfChunkSize(String body, String expected) {
		byte[] bytes = unescape(body).replace('|', '\n').getBytes(StandardCharsets.UTF_8);
		for (int chunkSize = 1; chunkSize <= 20; chunkSize++) {
			assertThat(String.join(",", split(bytes, chunkSize))).as("chunks of %s bytes", chunkSize)
				.isEqualTo(unescape(expected));
		}
	}

	private static String unescape(String text) {
		return text.replace("\\r", "\r").replace("\\t", "\t");
	}

}
