using System.Diagnostics.CodeAnalysis;

namespace Falcon.Testing.Processes;

/// <summary>Signals by their numbers on x86 and ARM (signal(7)).</summary>
[SuppressMessage("Design", "CA1008", Justification = "There is no signal 0.")]
public enum Signal
{
    HangUp = 1,
    Interrupt = 2,
    Kill = 9,
    User1 = 10,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
