namespace Falcon.Xsk;

/// <summary>What a test run of a BPF program came to.</summary>
/// <param name="ReturnValue">What the program returned, an XDP action for XDP programs; 0 for a run with live frames.</param>
/// <param name="Length">Bytes of the frame after the program; 0 for a run with live frames.</param>
/// <param name="Nanoseconds">Mean run time of one repetition.</param>
public readonly record struct BpfTestResult(uint ReturnValue, int Length, int Nanoseconds);
