package io.asyncreply.systemb.operation;

import io.asyncreply.messages.operation.WordCount;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the count of words and of distinct words.
 */
class WordCountHandlerTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			one                      | 1 | 1
			The cat and the hat.     | 5 | 4
			a-b_c, 42 42             | 5 | 4
			'... !?'                 | 0 | 0
			Straße ÉTÉ été           | 3 | 2
			消息 消息                  | 2 | 1
			𝒳𝒴 𝒳𝒴                  | 2 | 1
			""")
	void countsRunsOfLettersAndDigits(String text, int words, int distinct) {
		assertThat(new WordCountHandler().process(new WordCount(text), new RecordingWorkContext(1)))
			.isEqualTo(new WordCount.Result(words, distinct));
	}

}
