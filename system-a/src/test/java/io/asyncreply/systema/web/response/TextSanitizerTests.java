package io.asyncreply.systema.web.response;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Escaped and truncated text.
 */
class TextSanitizerTests {

	@Test
	void keepsOrdinaryText() {
		assertThat(TextSanitizer.sanitize("消息A ünd \ud83d\ude00 ${jndi:x} %n"))
			.isEqualTo("消息A ünd \ud83d\ude00 ${jndi:x} %n");
	}

	@Test
	void escapesControlCharacters() {
		assertThat(TextSanitizer.sanitize("a\r\n\u001b[31m\u0085\u2028\u202e\u0000"))
			.isEqualTo("a\\u000d\\u000a\\u001b[31m\\u0085\\u2028\\u202e\\u0000");
	}

	@Test
	void truncatesLongTextBetweenCharacters() {
		assertThat(TextSanitizer.sanitize("\ud83d\ude00".repeat(100))).isEqualTo("\ud83d\ude00".repeat(100));
		assertThat(TextSanitizer.sanitize("\ud83d\ude00".repeat(101))).isEqualTo("\ud83d\ude00".repeat(100) + "…");
	}

}
