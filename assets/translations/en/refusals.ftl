# One message a refusal code: refusal-<code with - for _>. Says what happened, what was kept, what to do now.

refusal-agent-busy = You are still with a visitor. Finish that visit or put it on hold, then call the next one.
refusal-nobody-waiting = Nobody is waiting at the moment.
refusal-already-called = Somebody else has just called this visitor.
