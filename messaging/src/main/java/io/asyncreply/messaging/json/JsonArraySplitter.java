package io.asyncreply.messaging.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Splits a JSON array into its elements without parsing them. An error within an element
 * affects only that element.
 */
public final class JsonArraySplitter {

	private final byte[] array;

	private final int maxElements;

	private final List<byte[]> elements = new ArrayList<>();

	private int position;

	private JsonArraySplitter(byte[] array, int maxElements) {
		this.array = array;
		this.maxElements = maxElements;
	}

	/**
	 * Splits an array.
	 * @param array array as UTF-8
	 * @param maxElements most elements of the array
	 * @return the elements as they are written
	 * @throws MalformedJsonException if it is not an array, does not end or has too many
	 * elements
	 */
	public static List<byte[]> split(byte[] array, int maxElements) {
		return new JsonArraySplitter(array, maxElements).elements();
	}

	private List<byte[]> elements() {
		if (nextNonWhitespace() != '[') {
			throw new MalformedJsonException("an array is expected");
		}
		int start = this.position;
		if (nextNonWhitespace() != ']') {
			this.position = start;
			while (readElement()) {
				start = this.position;
			}
		}
		if (nextNonWhitespace() != -1) {
			throw new MalformedJsonException("nothing may follow the array");
		}
		return this.elements;
	}

	/** Adds an element. Returns whether another one follows. */
	private boolean readElement() {
		int start = this.position;
		int depth = 0;
		while (this.position < this.array.length) {
			byte currentByte = this.array[this.position++];
			if (currentByte == '"') {
				skipString();
			}
			else if (currentByte == '[' || currentByte == '{') {
				depth++;
			}
			else if (depth == 0 && (currentByte == ',' || currentByte == ']')) {
				copyElement(start);
				return currentByte == ',';
			}
			else if (currentByte == ']' || currentByte == '}') {
				depth--;
			}
		}
		throw new MalformedJsonException("the array does not end");
	}

	private void copyElement(int start) {
		if (this.elements.size() == this.maxElements) {
			throw new MalformedJsonException("the array has more than " + this.maxElements + " elements");
		}
		this.elements.add(Arrays.copyOfRange(this.array, start, this.position - 1));
	}

	private void skipString() {
		while (this.position < this.array.length) {
			byte currentByte = this.array[this.position++];
			if (currentByte == '"') {
				return;
			}
			this.position += (currentByte == '\\') ? 1 : 0;
		}
	}

	/** Returns the next byte that is not white space, or -1 at the end. */
	private int nextNonWhitespace() {
		while (this.position < this.array.length) {
			byte currentByte = this.array[this.position++];
			if (currentByte != ' ' && currentByte != '\t' && currentByte != '\n' && currentByte != '\r') {
				return currentByte;
			}
		}
		return -1;
	}

}
