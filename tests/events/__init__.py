# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The rulebook's reactions to events, by a real ansible-rulebook on the emulator."""
