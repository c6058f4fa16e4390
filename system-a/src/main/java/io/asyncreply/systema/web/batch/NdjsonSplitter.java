package io.asyncreply.systema.web.batch;

import java.io.ByteArrayOutputStream;

import org.jspecify.annotations.Nullable;

/**
 * Splits an upload into its lines, one of them at a time in memory. Blank lines count,
 * but are left out.
 */
final class NdjsonSplitter {

	private final int maxLineBytes;

	/** What the last feed began. */
	private final ByteArrayOutputStream partialLine = new ByteArrayOutputStream();

	private byte[] input = new byte[0];

	private int position;

	private int inputLength;

	private long number;

	private boolean tooLong;

	private boolean ended;

	/**
	 * Makes a splitter.
	 * @param maxLineBytes most bytes of a line, without its end
	 */
	NdjsonSplitter(int maxLineBytes) {
		this.maxLineBytes = maxLineBytes;
	}

	/**
	 * Takes the next bytes, once all lines of those before have been given.
	 * @param bytes not copied: must stay as they are until then
	 * @param inputLength how many of them
	 */
	void feed(byte[] bytes, int inputLength) {
		this.input = bytes;
		this.position = 0;
		this.inputLength = inputLength;
	}

	/** Says that no more bytes come; the last line may lack its end. */
	void endOfInput() {
		this.ended = true;
	}

	/** Whether the last line was given. */
	boolean isExhausted() {
		return this.ended && this.position == this.inputLength && this.partialLine.size() == 0 && !this.tooLong;
	}

	/**
	 * Gives the next line.
	 * @return null if it is not there yet
	 */
	@Nullable NumberedLine nextLine() {
		while (this.position < this.inputLength) {
			int start = this.position;
			int end = endOfLine();
			append(start, end);
			this.position = Math.min(this.inputLength, end + 1);
			if (end < this.inputLength) {
				NumberedLine numberedLine = takeLine();
				if (!numberedLine.isBlank()) {
					return numberedLine;
				}
			}
		}
		return lastLine();
	}

	private @Nullable NumberedLine lastLine() {
		if (!this.ended || isExhausted()) {
			return null;
		}
		NumberedLine numberedLine = takeLine();
		return numberedLine.isBlank() ? null : numberedLine;
	}

	private int endOfLine() {
		int end = this.position;
		while (end < this.inputLength && this.input[end] != '\n') {
			end++;
		}
		return end;
	}

	private void append(int start, int end) {
		this.tooLong = this.tooLong || this.partialLine.size() + end - start > this.maxLineBytes;
		if (!this.tooLong) {
			this.partialLine.write(this.input, start, end - start);
		}
	}

	private NumberedLine takeLine() {
		NumberedLine numberedLine = new NumberedLine(++this.number,
				this.tooLong ? null : this.partialLine.toByteArray());
		this.partialLine.reset();
		this.tooLong = false;
		return numberedLine;
	}

	/**
	 * One line.
	 */
	static final class NumberedLine {

		private final long number;

		private final byte @Nullable [] bytes;

		NumberedLine(long number, byte @Nullable [] bytes) {
			this.number = number;
			this.bytes = bytes;
		}

		/** Counts from 1. */
		long number() {
			return this.number;
		}

		/** Its bytes without its end, null if it is too long. */
		byte @Nullable [] bytes() {
			return this.bytes;
		}

		/** Whether there is nothing but what JSON ignores. */
		private boolean isBlank() {
			if (this.bytes == null) {
				return false;
			}
			for (byte octet : this.bytes) {
				if (octet != ' ' && octet != '\t' && octet != '\r') {
					return false;
				}
			}
			return true;
		}

	}

}
