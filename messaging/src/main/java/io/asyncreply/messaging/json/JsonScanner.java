package io.asyncreply.messaging.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * Scans JSON documents token by token. It adds the checks that Jackson does not have:
 * valid UTF-8, no byte order mark, no NUL, no lone surrogate and no number out of range.
 */
final class JsonScanner {

	private JsonScanner() {
	}

	/** Scans a document, which must end after the tokens that the reader consumes. */
	static void scan(JsonMapper mapper, byte[] document, Consumer<JsonParser> reader) {
		requireUtf8(document);
		try (JsonParser parser = mapper.createParser(document)) {
			reader.accept(parser);
			if (parser.nextToken() != null) {
				throw new MalformedJsonException("nothing may follow the value");
			}
		}
		catch (JacksonException ex) {
			throw new MalformedJsonException("", JsonErrorTexts.ofSyntax(ex), ex);
		}
	}

	/** Advances to the next token, which must exist, and checks its text. */
	static JsonToken nextToken(JsonParser parser) {
		@Nullable JsonToken token = parser.nextToken();
		if (token == null) {
			throw new MalformedJsonException("the document ends too early");
		}
		if (token == JsonToken.PROPERTY_NAME) {
			requireValidCharacters(parser.currentName());
		}
		else if (token == JsonToken.VALUE_STRING) {
			requireValidCharacters(parser.getString());
		}
		else if (token == JsonToken.VALUE_NUMBER_FLOAT && Double.isInfinite(parser.getDoubleValue())) {
			throw new MalformedJsonException("a number is out of range");
		}
		return token;
	}

	/** Advances to the last token of the value that starts at the current token. */
	static void skipValue(JsonParser parser) {
		int depth = 0;
		JsonToken token = parser.currentToken();
		while (true) {
			depth += (token.isStructStart()) ? 1 : (token.isStructEnd()) ? -1 : 0;
			if (depth == 0) {
				return;
			}
			token = nextToken(parser);
		}
	}

	private static void requireUtf8(byte[] document) {
		if (document.length == 0) {
			throw new MalformedJsonException("the document is empty");
		}
		if (document[0] == (byte) 0xEF) {
			throw new MalformedJsonException("a byte order mark is not allowed");
		}
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document));
		}
		catch (CharacterCodingException ex) {
			throw new MalformedJsonException("", "the document is not valid UTF-8", ex);
		}
		for (byte currentByte : document) {
			// UTF-16 and UTF-32 contain NUL too, and Jackson would accept them
			if (currentByte == 0) {
				throw new MalformedJsonException("NUL is not allowed");
			}
		}
	}

	private static void requireValidCharacters(String text) {
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			if (character == 0) {
				throw new MalformedJsonException("\\u0000 is not allowed");
			}
			if (Character.isSurrogate(character)) {
				if (!Character.isHighSurrogate(character) || i + 1 == text.length()
						|| !Character.isLowSurrogate(text.charAt(++i))) {
					throw new MalformedJsonException("a lone surrogate is not allowed");
				}
			}
		}
	}

}
