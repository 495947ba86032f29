@NullMarked
package io.timebridge.ntp;

import org.jspecify.annotations.NullMarked;
