import builtins
import linecache
import sys
import traceback
import types

streams = sys.stdout, sys.stderr
names = dict(vars(builtins))


def renew():
    """What a program before may have closed, or put something else in the place of."""
    sys.stdin = open(0, closefd=False)
    sys.stdout, sys.stderr = streams
    for name in set(vars(builtins)) - set(names):
        delattr(builtins, name)
    vars(builtins).update(names)


def run(code):
    """Runs a program as Python runs a file: as __main__, with its own traceback and nothing of this one. True where it went well."""
    renew()
    main = types.ModuleType("__main__")
    main.__builtins__ = builtins
    sys.modules["__main__"] = main
    linecache.cache["main.py"] = (len(code), None, code.splitlines(True), "main.py")
    try:
        exec(compile(code, "main.py", "exec"), main.__dict__)
        return True
    except SystemExit as leaving:
        if leaving.code is None or leaving.code == 0:
            return True
        if not isinstance(leaving.code, int):
            print(leaving.code, file=sys.stderr)
        return False
    except MemoryError:
        print("Out of memory", file=sys.stderr)
        return False
    except BaseException as error:
        own = error.__traceback__.tb_next
        traceback.print_exception(type(error), error, own)
        return False
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


run
