namespace Falcon.Xsk.Programs;

/// <summary>The result of a test run of a BPF program.</summary>
/// <param name="ReturnValue">What the program returned: for XDP programs an XDP action. 0 for a run with live frames.</param>
/// <param name="Length">Bytes of the frame after the program; 0 for a run with live frames.</param>
/// <param name="Nanoseconds">Mean run time of one repetition.</param>
public readonly record struct BpfTestResult(uint ReturnValue, int Length, int Nanoseconds);
