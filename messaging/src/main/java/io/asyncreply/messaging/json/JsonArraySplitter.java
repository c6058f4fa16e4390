package io.asyncreply.messaging.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tells the elements of a JSON array apart without reading them: whatever is wrong within
 * one is found by those who read it, and harms no other.
 */
public final class JsonArraySplitter {

	private final byte[] array;

	private final int most;

	private final List<byte[]> elements = new ArrayList<>();

	private int at;

	private JsonArraySplitter(byte[] array, int most) {
		this.array = array;
		this.most = most;
	}

	/**
	 * Takes an array apart.
	 * @param array UTF-8
	 * @param most most elements that it may have
	 * @return the elements as they are written
	 * @throws MalformedJsonException if it is no array, has no end or too many elements
	 */
	public static List<byte[]> of(byte[] array, int most) {
		return new JsonArraySplitter(array, most).elements();
	}

	private List<byte[]> elements() {
		if (nextCharacter() != '[') {
			throw new MalformedJsonException("an array is expected");
		}
		int start = this.at;
		if (nextCharacter() != ']') {
			this.at = start;
			while (addElement()) {
				start = this.at;
			}
		}
		if (nextCharacter() != -1) {
			throw new MalformedJsonException("nothing may follow the array");
		}
		return this.elements;
	}

	/** Adds an element and tells whether another one follows. */
	private boolean addElement() {
		int start = this.at;
		int depth = 0;
		while (this.at < this.array.length) {
			byte octet = this.array[this.at++];
			if (octet == '"') {
				skipString();
			}
			else if (octet == '[' || octet == '{') {
				depth++;
			}
			else if (depth == 0 && (octet == ',' || octet == ']')) {
				add(start);
				return octet == ',';
			}
			else if (octet == ']' || octet == '}') {
				depth--;
			}
		}
		throw new MalformedJsonException("the array does not end");
	}

	private void add(int start) {
		if (this.elements.size() == this.most) {
			throw new MalformedJsonException("the array has more than " + this.most + " elements");
		}
		this.elements.add(Arrays.copyOfRange(this.array, start, this.at - 1));
	}

	private void skipString() {
		while (this.at < this.array.length) {
			byte octet = this.array[this.at++];
			if (octet == '"') {
				return;
			}
			this.at += (octet == '\\') ? 1 : 0;
		}
	}

	/** Gives the next one that is no white space, or -1 at the end. */
	private int nextCharacter() {
		while (this.at < this.array.length) {
			byte octet = this.array[this.at++];
			if (octet != ' ' && octet != '\t' && octet != '\n' && octet != '\r') {
				return octet;
			}
		}
		return -1;
	}

}
