package io.asyncreply.messaging.json;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.operation.Simulation;
import io.asyncreply.messages.operation.TextProcess;
import io.asyncreply.messages.operation.WordCount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests which documents {@link StrictJson} accepts.
 */
class StrictJsonTests {

	@Test
	void keepsMembersByteForByte() {
		Map<String, RawJson> members = StrictJson
			.members(bytes("{ \"a\" : {\"b\": [1, 2.50]} , \"c\":\"消息\",\"d\" : -1.0e2\n,\"e\":null, \"f\":[] }"));
		assertThat(members).hasToString("{a={\"b\": [1, 2.50]}, c=\"消息\", d=-1.0e2, e=null, f=[]}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "{", "{\"a\":", "{} {}", "{}x", "{\"a\":1,\"a\":2}", "{\"a\":{\"b\":1,\"b\":2}}",
			"{'a':1}", "{a:1}", "// no\n{}", "{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":01}", "{\"a\":+1}",
			"{\"a\":1,}", "[1,]", "\uFEFF{}", "{\"a\":\"\\u0000\"}", "{\"\\u0000\":1}", "{\"a\":\"\\ud800\"}",
			"{\"a\":\"\\udc00\\ud800\"}", "{\"a\":\"\\ud800x\"}", "{\"a\":1e999999999}", "{\"a\":-1e400}",
			"{\"a\":\"line\nbreak\"}" })
	void rejectsLooseSyntax(String document) {
		assertThatExceptionOfType(MalformedJsonException.class)
			.isThrownBy(() -> StrictJson.check(document.getBytes(StandardCharsets.UTF_8)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "[]", "\"x\"", "1" })
	void rejectsMembersOfNonObject(String document) {
		assertThat(StrictJson.check(bytes(document))).hasToString(document);
		assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(() -> StrictJson.members(bytes(document)));
	}

	@Test
	void rejectsOtherEncodings() {
		assertMalformed("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE));
		assertMalformed("{\"a\":1}".getBytes(StandardCharsets.UTF_16));
		assertMalformed(new byte[] { '"', (byte) 0xC3, 0x28, '"' });
		assertMalformed(new byte[] { '"', (byte) 0xC0, (byte) 0x80, '"' });
		assertMalformed(new byte[] { '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"' });
	}

	@Test
	void limitsDepthNumbersAndNames() {
		String deepest = "[".repeat(StrictJson.MAX_DEPTH) + "]".repeat(StrictJson.MAX_DEPTH);
		assertThat(StrictJson.check(bytes(deepest))).hasToString(deepest);
		assertMalformed(bytes("[" + deepest + "]"));
		assertMalformed(bytes("[".repeat(100_000)));
		assertMalformed(bytes("9".repeat(StrictJson.MAX_NUMBER_LENGTH + 1)));
		assertMalformed(bytes("{\"" + "n".repeat(50_001) + "\":1}"));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "{\"text\":\"a\",\"other\":1}", "{\"text\":1}", "{\"text\":[\"a\"]}", "[]", "\"a\"", "null" })
	void rejectsDocumentThatDoesNotFitRecord(String document) {
		assertThatExceptionOfType(MalformedJsonException.class)
			.isThrownBy(() -> StrictJson.bind(StrictJson.check(bytes(document)), WordCount.class));
	}

	@Test
	void bindsMissingMembersToZeroOrNull() {
		assertThat(StrictJson.bind(StrictJson.check(bytes("{\"millis\":5}")), Simulation.class))
			.isEqualTo(new Simulation(5, 0, false, 0, false, false));
		assertThat(StrictJson.bind(StrictJson.check(bytes("{\"text\":\"消息A\"}")), TextProcess.class))
			.isEqualTo(new TextProcess("消息A", null));
	}

	@Test
	void writesDurationsInIso8601() {
		assertThat(StrictJson.write(new Reply.Timings(Duration.ofMillis(3), Duration.ofSeconds(61))))
			.hasToString("{\"held\":\"PT0.003S\",\"processing\":\"PT1M1S\"}");
	}

	@Test
	void reportsPositionInShortMessage() {
		assertThatExceptionOfType(MalformedJsonException.class)
			.isThrownBy(() -> StrictJson.check(bytes("{\n\"a\": nope" + "x".repeat(10_000) + "}")))
			.withMessageContaining("line 2")
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(300));
	}

	private static void assertMalformed(byte[] document) {
		assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(() -> StrictJson.check(document));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
